"""The third tier: the real bluetoothd in a virtual machine, with a virtual controller and an emulated sensor.

    python tests/ble/vm/run.py --cache FOLDER [--limit 1500] [--accel tcg]

It needs Debian and pip; what is missing of Debian's packages (qemu-system-x86, mmdebstrap, genext2fs) it
installs, which needs root. The first run makes an image (a Debian of the same release, bluez, the project's
libraries and bumble) in FOLDER; later ones start from it, with the project as it is then. In the machine,
which has no network, `guest.py` goes through its steps; the exit code is 0 only if all went well.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import queue
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import tomllib
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent.absolute()
ROOT = HERE.parents[2]
PROJECT = ("sensortrack", "firmware_profiles", "recordings", "tests", "pyproject.toml")
TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "mmdebstrap": "mmdebstrap", "genext2fs": "genext2fs"}
GUEST_PACKAGES = "linux-image-amd64,python3,bluez,dbus"
WHEELS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
UNUSED = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/lib/modules/*/kernel/sound/*")
FIRST = r"""#!/bin/sh
mount -t tmpfs tmpfs /run
mkdir /run/project
tar -xf /dev/vdb -C /run/project
exec /bin/sh /run/project/tests/ble/vm/init.sh
"""
DRIVERS = "/lib/modules/*/kernel/drivers/"
ENDED, STEP = "ended with exit code ", "---"
STEP_S, TELL_EVERY_S = 400.0, 30.0
"""A step that takes longer than this hangs, even on a busy machine; so often it is said where the machine stands."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder for the image; made if need be")
    parser.add_argument("--limit", type=float, default=1500.0, help="seconds that the machine may run")
    parser.add_argument("--accel", default="tcg", help="kvm, where it works; default: emulation in software")
    parser.add_argument("tests", nargs="*", help="arguments for pytest instead of all tests of this tier")
    options = parser.parse_args()
    install_tools()
    image = made_image(options.cache.absolute())
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project.tar"
        pack(project, options.tests)
        return boot(image, project, options.limit, options.accel)


def install_tools() -> None:
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing:
        subprocess.run(["apt-get", "update", "-q"], check=True)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *missing], check=True)


def requirements() -> list[str]:
    """The project's libraries, those of its tests, and bumble."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = (line.partition("#")[0].strip() for line in (HERE / "requirements.txt").read_text().splitlines())
    return [*project["dependencies"], *project["optional-dependencies"]["test"], *own]


def made_image(cache: Path) -> Path:
    """The folder of an image for what is required now: root.ext2, vmlinuz, initrd.img."""
    recipe = "\n".join([*requirements(), GUEST_PACKAGES, *WHEELS, *UNUSED, FIRST])
    folder = cache / hashlib.sha256(recipe.encode()).hexdigest()[:12]
    if (folder / "done").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"making an image in {folder}; this takes some minutes", flush=True)
    small_initrd = (
        'mkdir -p "$1/etc/initramfs-tools/conf.d"; '
        'echo MODULES=list > "$1/etc/initramfs-tools/conf.d/small"; '
        'printf "virtio_pci\\nvirtio_blk\\next4\\n" > "$1/etc/initramfs-tools/modules"'
    )
    platforms = [f"--platform={wheel}" for wheel in WHEELS]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-qq",
        "--no-warn-conflicts",
        "--only-binary=:all:",
        "--no-compile",
        *platforms,
    ]
    libraries = (
        'v=$(chroot "$1" python3 -c "import sys; print(*sys.version_info[:2], sep=str(chr(46)))"); '
        f'{shlex.join(pip)} --python-version "$v" --target "$1/opt/site" {shlex.join(requirements())}; '
        'chroot "$1" python3 -m compileall -q /opt/site'
    )
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--format=ext2", f"--include={GUEST_PACKAGES}"]
    command += [f"--dpkgopt=path-exclude={path}" for path in (*UNUSED, f"{DRIVERS}*")]
    command += [f"--dpkgopt=path-include={DRIVERS}{kind}/*" for kind in ("bluetooth", "virtio", "block")]
    command += [
        f"--essential-hook={small_initrd}",
        f"--customize-hook=set -eu; {libraries}",
        f'--customize-hook=printf {shlex.quote(FIRST)} > "$1/first"; chmod +x "$1/first"',
        "--customize-hook=download /vmlinuz vmlinuz",
        "--customize-hook=download /initrd.img initrd.img",
        platform.freedesktop_os_release()["VERSION_CODENAME"],
        "root.ext2",
        "-",
    ]
    subprocess.run(command, cwd=folder, input=sources().encode(), check=True)
    (folder / "done").touch()
    return folder


def sources() -> str:
    """Where this machine gets Debian's packages from."""
    line = "deb $(REPO_URI) $(RELEASE) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", line, "Created-By: Packages", "Origin: Debian"]
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return "".join(sorted(set(listed.splitlines(keepends=True))))


def pack(archive: Path, tests: list[str]) -> None:
    """The project as it is now, and what is to be tested, as a drive."""
    asked = archive.with_name("asked")
    asked.write_text("\n".join(tests))
    with tarfile.open(archive, "w") as tar:
        tar.add(asked, "asked")
        for name in PROJECT:
            tar.add(ROOT / name, name, filter=lambda f: None if "__pycache__" in f.name else f)


def boot(image: Path, project: Path, limit_s: float, accel: str) -> int:
    """Run the machine, and tell what it tells; its exit code, 1 where there is none."""
    command = ["qemu-system-x86_64", "-accel", accel, "-cpu", "Nehalem", "-smp", "2", "-m", "1024"]
    command += ["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio"]
    command += ["-kernel", str(image / "vmlinuz"), "-initrd", str(image / "initrd.img")]
    for drive in (image / "root.ext2", project):
        command += ["-drive", f"file={drive},format=raw,if=virtio,readonly=on"]
    command += ["-append", "console=ttyS0 quiet panic=1 root=/dev/vda rootfstype=ext4 ro init=/first"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as machine:
        return followed(machine, limit_s, STEP_S)


def followed(machine: subprocess.Popen[str], limit_s: float, step_s: float) -> int:
    """Tell what a machine tells until it ends; its exit code, 1 where there is none.

    It is stopped after `limit_s` in all, or when a step, which a line that starts with "---" begins, has taken
    `step_s`; meanwhile the step at which it stands is said every so often.
    """
    lines: queue.Queue[str | None] = queue.Queue()
    assert machine.stdout is not None
    reader = threading.Thread(target=_read, args=(machine.stdout, lines), daemon=True)
    reader.start()
    code, began_s, step, step_began_s = 1, time.monotonic(), "booting", time.monotonic()
    stopped = ""
    while True:
        try:
            line = lines.get(timeout=min(TELL_EVERY_S, step_s))
        except queue.Empty:
            now_s = time.monotonic()
            print(f"... {step}: for {now_s - step_began_s:.0f} s, of {step_s:.0f} s at most", flush=True)
            line = ""
        if line is None:
            break
        if line:
            print(line.rstrip(), flush=True)
        if line.startswith(STEP):
            step, step_began_s = line.removeprefix(STEP).strip(), time.monotonic()
        if line.startswith(ENDED):
            code = int(line.removeprefix(ENDED))
        now_s = time.monotonic()
        if now_s - began_s > limit_s or now_s - step_began_s > step_s:
            stopped = f"; stopped in the step '{step}', which had taken {now_s - step_began_s:.0f} s"
            code = 1
            break
    machine.kill()
    print(f"the machine ran for {time.monotonic() - began_s:.0f} s{stopped}", flush=True)
    return code


def _read(stdout: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stdout:
        lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
