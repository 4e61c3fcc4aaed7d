"""A file of each format, written by its description: a still second, then a slow turn seen by both sensors."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sensortrack.records import FloatArray

G = 9.80665


@dataclass(frozen=True)
class Example:
    """A file, and what it holds: m/s², deg/s, Hz; what it may be off by rounding."""

    path: Path
    acc: FloatArray
    gyr: FloatArray | None
    rate_hz: float
    acc_off: float = 1e-6
    gyr_off: float = 1e-6
    messages: bool = False


def motion(n: int, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Gravity in the axes of a sensor that rests, then turns about its y by ±40 deg; its angular rate in deg/s."""
    t = np.arange(n) / rate_hz
    angle = np.radians(40.0) * np.where(t < 2.0, 0.0, np.sin(1.5 * (t - 2.0)) ** 2)
    rate = np.radians(40.0) * np.where(t < 2.0, 0.0, 1.5 * np.sin(3.0 * (t - 2.0)))
    wobble = 0.01 * np.sin(37.0 * t)
    acc = np.column_stack([G * np.cos(angle) + wobble, 0.0 * t + wobble, G * np.sin(angle)])
    gyr = np.column_stack([0.0 * t, np.degrees(rate), 0.0 * t])
    return acc, gyr


def _text(rows: FloatArray, delimiter: str = ",", digits: int = 9) -> str:
    return "".join(delimiter.join(f"{v:.{digits}g}" for v in row) + "\n" for row in rows)


def _triads(folder: Path, rate_hz: float, n: int = 700) -> tuple[FloatArray, FloatArray, FloatArray]:
    del folder
    acc, gyr = motion(n, rate_hz)
    return np.arange(n) / rate_hz, acc, gyr


def movella_dot(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 60.0)
    head = "sep=,\nDeviceTag:,x\nOutputRate:,60Hz\n\n"
    names = "PacketCounter,SampleTimeFine,Euler_X,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Status,\n"
    start = 2**32 - 100_000  # µs in 32 bits: they begin anew on the way
    rows = [
        f"{k}, {(start + round(1e6 * t[k])) % 2**32}, 0, "
        + ", ".join(f"{v:.9g}" for v in (*acc[k], *gyr[k]))
        + ", 0, \n"
        for k in range(len(t))
    ]
    path = folder / "dot.csv"
    path.write_text(head + names + "".join(rows))
    return Example(path, acc, gyr, 60.0, messages=True)


def xsens_mt(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    head = "// Start Time: Unknown\r\n// Update Rate: 100.0Hz\r\n"
    names = "PacketCounter\tSampleTimeFine\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z\r\n"
    rows = [
        f"{(65500 + k) % 65536:05d}\t\t"
        + "\t".join(f"{v:.9g}" for v in (*acc[k], *np.radians(gyr[k])))
        + "\r\n"
        for k in range(len(t))
    ]
    path = folder / "mt.txt"
    path.write_text(head + names + "".join(rows), newline="")
    return Example(path, acc, gyr, 100.0, messages=True)


def actigraph_csv(folder: Path) -> Example:
    _, acc, _ = _triads(folder, 30.0)
    head = (
        "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.4 Firmware v2.5.0 date format dd.MM.yyyy "
        "at 30 Hz  Filter Normal -----------\nSerial Number: X\n" + "-" * 50 + "\n"
    )
    rows = "".join(";".join(f"{v:.6f}".replace(".", ",") for v in row) + "\n" for row in acc / G)
    path = folder / "raw.csv"
    path.write_text(head + "Accelerometer X;Accelerometer Y;Accelerometer Z\n" + rows)
    return Example(path, acc, None, 30.0, 1e-5)


def shimmer_consensys(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 51.2)
    kinds = [f"Accel_LN_{a}" for a in "XYZ"] + [f"Accel_WR_{a}" for a in "XYZ"] + [f"Gyro_{a}" for a in "XYZ"]
    names = "\t".join(["Shimmer_1_Timestamp_Unix_CAL", *(f"Shimmer_1_{k}_CAL" for k in kinds)]) + "\t\n"
    units = "\t".join(["ms", *["m/(s^2)"] * 6, *["deg/s"] * 3]) + "\t\n"
    rows = "".join(
        "\t".join(repr(float(v)) for v in (1.6e12 + 1e3 * t[k], *acc[k], *(acc[k] * 1.02), *gyr[k])) + "\t\n"
        for k in range(len(t))
    )
    path = folder / "shimmer.csv"
    path.write_text('"sep=\t"\n' + names + units + rows)
    return Example(path, acc, gyr, 51.2)


def witmotion_host(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    rows = np.column_stack([1.7e9 + t, acc, 0.0 * acc, gyr, np.zeros((len(t), 4))])
    names = "timestamp,AccX,AccY,AccZ,AngX,AngY,AngZ,AsX,AsY,AsZ,Q0,Q1,Q2,Q3\n"
    path = folder / "host.csv"
    rows[:, 0] = 1.7e9 + np.ceil(t * 12.5) / 12.5  # they arrive eight at a time
    path.write_text(names + _text(rows, digits=15))
    return Example(path, acc, gyr, 100.0, messages=True)


def sisfall(folder: Path) -> Example:
    _, acc, gyr = _triads(folder, 200.0, 1200)
    counts = np.column_stack([acc / G * 256.0, gyr / 4000.0 * 65536.0, acc / G * 1024.0]).round()
    path = folder / "D01.txt"
    path.write_text("".join(",".join(f"{int(v):5d}" for v in row) + ";\n" for row in counts))
    return Example(path, acc, gyr, 200.0, G / 256, 0.1)


def ipol(folder: Path) -> Example:
    _, acc, gyr = _triads(folder, 50.0)
    names = "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z\tMag_X\n"
    turned = np.array([1.0, -1.0, -1.0])
    rows = np.column_stack([np.arange(len(acc)), acc * turned, np.radians(gyr) * turned, acc[:, 0]])
    path = folder / "1-1_lb.txt"
    path.write_text("Acquisition frequency: 50 Hz\n" + names + _text(rows, "\t"))
    return Example(path, acc, gyr, 50.0)


def unit_header(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    names = '"Time (s)","Gyroscope X (°/s)","Gyroscope Y (°/s)","Gyroscope Z (°/s)",ax(g),ay(g),az(g)\n'
    path = folder / "any.csv"
    path.write_text(names + _text(np.column_stack([t, gyr, acc / G])))
    return Example(path, acc, gyr, 100.0)


def metabase_pair(folder: Path) -> Example:
    """Two files with a clock each: the accelerometer at half the gyroscope's rate, its ticks in between."""
    acc, _ = motion(350, 50.0)
    _, fast = motion(1400, 200.0)
    smooth = np.array([fast[max(0, 4 * k - 2) : 4 * k + 2].mean(axis=0) for k in range(len(acc))])
    for name, values, rate, unit in (
        ("Accelerometer_50.000Hz", acc / G, 50.0, "g"),
        ("Gyroscope_200.000Hz", fast, 200.0, "deg/s"),
    ):
        head = f"epoch (ms),time (01:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})\n"
        rows = "".join(
            f"{1547223864000 + 1e3 * k / rate:.0f},2019-01-11T17:24:24.000,{k / rate:.3f},"
            + ",".join(f"{v:.6f}" for v in row)
            + "\n"
            for k, row in enumerate(values)
        )
        (folder / f"p_MetaWear_2019_AB_{name}_1.4.4.csv").write_text(head + rows)
    return Example(
        folder / "p_MetaWear_2019_AB_Accelerometer_50.000Hz_1.4.4.csv",
        acc,
        smooth,
        50.0,
        1e-4,
        1.0,
        messages=True,
    )


def phyphox_zip(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    path = folder / "phyphox.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, unit, values in (
            ("Accelerometer", "m/s^2", acc),
            ("Linear Acceleration", "m/s^2", acc * 0.0),
            ("Gyroscope", "rad/s", np.radians(gyr)),
        ):
            head = f'"Time (s)","X ({unit})","Y ({unit})","Z ({unit})"\n'
            archive.writestr(f"{name}.csv", head + _text(np.column_stack([t + 1.0, values])))
        archive.writestr("meta/device.csv", '"property","value"\n"x","y"\n')
    return Example(path, acc, gyr, 100.0, messages=True)


def sensor_logger(folder: Path) -> Example:
    """A phone that gives g, with the sign of gravity turned."""
    t, acc, gyr = _triads(folder, 100.0)
    inside = folder / "logger"
    inside.mkdir()
    for name, values in (
        ("TotalAcceleration", -acc / G),
        ("Gyroscope", np.radians(gyr)),
        ("Accelerometer", acc * 0.0),
    ):
        rows = np.column_stack([1.7e18 + 1e9 * t, t, values[:, ::-1]])
        (inside / f"{name}.csv").write_text("time,seconds_elapsed,z,y,x\n" + _text(rows))
    (inside / "Metadata.csv").write_text("version,platform,standardisation\n3,ios,false\n")
    return Example(inside, acc, gyr, 100.0, messages=True)


def segments(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    sensors = ["Time", *["Accelerometer"] * 3, *["Gyroscope"] * 3]
    lines = [
        ["", *["Chest"] * 7, *["Pelvis"] * 7],
        ["", *sensors, *sensors],
        ["", *["S", *"XYZ", *"XYZ"] * 2],
    ]
    rows = np.column_stack([np.arange(len(t)), t, acc * 0.5, gyr, t, acc, np.radians(gyr)])
    path = folder / "rep.csv"
    path.write_text("".join(",".join(line) + "\n" for line in lines) + _text(rows))
    return Example(path, acc, gyr, 100.0)


def umafall(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 20.0, 300)
    head = [
        "% Universidad",
        "%f8:95:c7:f3:ba:82; 0; RIGHTPOCKET; lge",
        "%C4:BE:84:71:A5:02; 2; WAIST; SensorTag",
        "% TimeStamp; Sample No; X-Axis; Y-Axis; Z-Axis; Sensor Type; Sensor ID;",
    ]
    rows = []
    for k in range(len(t)):
        ms = round(1e3 * t[k])
        rows.append(f"{ms};{k};1;1;1;0;0")
        rows.append(f"{ms};{k};" + ";".join(f"{v:.9g}" for v in acc[k] / G) + ";0;2")
        rows.append(f"{ms};{k};" + ";".join(f"{v:.9g}" for v in gyr[k]) + ";1;2")
    path = folder / "UMAFall.csv"
    path.write_text("\n".join([*head, *rows]) + "\n")
    return Example(path, acc, gyr, 20.0, messages=True)


def iso_xyz(folder: Path) -> Example:
    t, acc, _ = _triads(folder, 100.0)
    stamps = np.datetime64("2018-06-06T09:22:35") + (1e6 * t).round().astype("m8[us]")
    texts = [str(s).replace("T", " ").removesuffix(".000000") for s in stamps]
    path = folder / "act.csv"
    path.write_text(
        "".join(f"{s},{a:.9g},{b:.9g},{c:.9g}\n" for s, (a, b, c) in zip(texts, acc / G, strict=True))
    )
    return Example(path, acc, None, 100.0)


def geneactiv_csv(folder: Path) -> Example:
    t, acc, _ = _triads(folder, 50.0)
    head = ["Device Type,GENEActiv\0\0\0", "Device Model,1.1", "", "Measurement Frequency,50.0 Hz"]
    head += [f"Key {k},value" for k in range(100 - len(head))]
    stamps = np.datetime64("2019-08-06T10:25:50.000") + (1e3 * t).round().astype("m8[ms]")
    rows = [
        str(s).replace("T", " ").replace(".", ":") + f",{a:.6f},{b:.6f},{c:.6f},0,0,31.6"
        for s, (a, b, c) in zip(stamps, acc / G, strict=True)
    ]
    path = folder / "gene.csv"
    path.write_text("\n".join([*head, *rows]) + "\n")
    return Example(path, acc, None, 50.0, 1e-4)


def geneactiv_bin(folder: Path) -> Example:
    acc, _ = motion(900, 100.0)
    gain, offset = np.array([25576, 25706, 25631]), np.array([80, -1172, 1147])
    counts = ((acc / G * gain + offset) / 100.0).round().astype(int)
    head = [
        "Device Identity",
        "Device Unique Serial Code:1",
        "Device Type:GENEActiv",
        "Measurement Frequency:100.0 Hz",
    ]
    head += [f"{a} {w}:{v[k]}" for k, a in enumerate("xyz") for w, v in (("gain", gain), ("offset", offset))]
    head += ["Key:"] * (59 - len(head))
    pages = []
    for p in range(3):
        text = "".join(
            f"{(x & 0xFFF) << 36 | (y & 0xFFF) << 24 | (z & 0xFFF) << 12:012X}"
            for x, y, z in counts[300 * p : 300 * p + 300]
        )
        stamp = f"2019-08-06 10:25:{45 + 3 * p}:000"
        pages += [
            "Recorded Data",
            "Device Unique Serial Code:1",
            f"Sequence Number:{p}",
            f"Page Time:{stamp}",
        ]
        pages += ["Unassigned:", "Temperature:20.0", "Battery voltage:4.0", "Device Status:Recording"]
        pages += ["Measurement Frequency:100.0", text]
    path = folder / "gene.bin"
    path.write_text("\r\n".join([*head, *pages]) + "\r\n", newline="")
    return Example(path, acc, None, 100.0, 0.03)


def axivity_cwa(folder: Path) -> Example:
    acc, gyr = motion(800, 100.0)
    values = np.column_stack([gyr / 2000.0 * 32768.0, acc / G * 4096.0]).round().astype("<i2")
    data = bytearray(b"MD\xfc\x03\x64\x39\x30" + bytes(1017))
    for sector in range(20):
        seconds = 40 * sector / 100.0
        whole, part = int(seconds), seconds % 1.0
        stamp = 19 << 26 | 8 << 22 | 6 << 17 | 10 << 12 | 25 << 6 | (30 + whole)
        fraction = round(part * 65536.0) & ~1
        block = bytearray(512)
        struct.pack_into("<2sHHIIIHHBBBBhH", block, 0, b"AX", 508, 0x8000 | fraction >> 1, 0, sector, stamp,
                         4 << 13 | 2 << 10, 0, 0, 0, 0x4A, 0x62, -(fraction * 100 >> 16), 40)  # fmt: skip
        block[30:510] = values[40 * sector : 40 * sector + 40].tobytes()
        words = np.frombuffer(bytes(block), "<u2")
        struct.pack_into("<H", block, 510, -int(words.sum()) & 0xFFFF)
        data += block
    path = folder / "ax6.cwa"
    path.write_bytes(data)
    return Example(path, acc, gyr, 100.0, 0.003, 0.05)


def actigraph_gt3x(folder: Path) -> Example:
    acc, _ = motion(600, 60.0)
    counts = (acc / G * 256.0).round().astype("<i2")
    log = b""
    for second in range(10):
        payload = counts[60 * second : 60 * second + 60].tobytes()
        record = struct.pack("<BBIH", 0x1E, 0x1A, 1_600_000_000 + second, len(payload)) + payload
        log += record + bytes([int(np.bitwise_xor.reduce(np.frombuffer(record, np.uint8))) ^ 0xFF])
    info = "Serial Number: TAS1\r\nDevice Type: Link\r\nSample Rate: 60\r\nAcceleration Scale: 256,0\r\n"
    path = folder / "link.gt3x"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.bin", log)
        archive.writestr("info.txt", info)
    return Example(path, acc, None, 60.0, G / 500)


def actigraph_old_gt3x(folder: Path) -> Example:
    acc, _ = motion(600, 30.0)
    counts = (acc / G * 341.0).round().astype(int)[:, [1, 0, 2]].ravel() & 0xFFF
    bits = "".join(f"{v:03X}" for v in counts)
    path = folder / "neo.gt3x"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activity.bin", bytes.fromhex(bits))
        archive.writestr("info.txt", "Serial Number: NEO1\nSample Rate: 30\n")
    return Example(path, acc, None, 30.0, G / 600)


def movesense_json(folder: Path) -> Example:
    acc, gyr = motion(800, 104.0)

    def vectors(values: FloatArray) -> list[dict[str, float]]:
        return [dict(zip("xyz", map(float, row), strict=True)) for row in values]

    packets = [
        {
            "Timestamp": round(5000 + 1e3 * k / 104.0),
            "ArrayAcc": vectors(acc[k : k + 8]),
            "ArrayGyro": vectors(gyr[k : k + 8]),
            "ArrayMagn": vectors(gyr[k : k + 8]),
        }
        for k in range(0, 800, 8)
    ]
    path = folder / "log.json"
    path.write_text(json.dumps({"Meas": {"IMU9": packets}}))
    return Example(path, acc, gyr, 104.0)


def movesense_sbem(folder: Path) -> Example:
    acc, gyr = motion(800, 104.0)

    def chunk(number: int, payload: bytes) -> bytes:
        size = bytes([len(payload)]) if len(payload) < 255 else b"\xff" + struct.pack("<I", len(payload))
        return bytes([number]) + size + payload

    def described(number: int, text: str) -> bytes:
        return chunk(0, struct.pack("<H", number) + text.encode() + b"\0")

    data = b"SBEM0112"
    data += described(13, "<PTH>Samples+Array.MeasIMU6.Timestamp\n<FRM>uint32")
    data += described(54, "<PTH>[") + described(55, "<PTH>]")
    for first, name in ((39, "Acc"), (42, "Gyro")):
        for k, axis in enumerate("xyz"):
            data += described(first + k, f"<PTH>Samples.Array.MeasIMU6.Array{name}.{axis}\n<FRM>float32")
    data += described(89, "<GRP>39,40,41") + described(90, "<GRP>42,43,44")
    data += described(92, "<GRP>13,54,89,89,89,89,55,54,90,90,90,90,55")
    data += described(60, "<PTH>Samples+Array.MeasHR.average\n<FRM>float32") + described(93, "<GRP>60")
    for k in range(0, 800, 4):
        values = [*acc[k : k + 4].ravel(), *gyr[k : k + 4].ravel()]
        data += chunk(92, struct.pack("<I24f", round(1e3 * k / 104.0), *values)) + chunk(
            93, struct.pack("<f", 60.0)
        )
    path = folder / "log.sbem"
    path.write_bytes(data)
    return Example(path, acc, gyr, 104.0, 1e-5, 1e-4)


def witmotion_sd(folder: Path) -> Example:
    acc, gyr = motion(400, 20.0)
    data = b""
    for k in range(400):
        ms = 50 * k
        counts = [*(acc[k] / G / 16.0 * 32768.0).round(), *(gyr[k] / 2000.0 * 32768.0).round()]
        time = struct.pack("<6BH", 26, 6, 22, 14, ms // 60000, ms // 1000 % 60, ms % 1000)
        data += b"\x55\x61" + struct.pack("<6h", *map(int, counts)) + bytes(6) + time
    path = folder / "WIT.TXT"
    path.write_bytes(data)
    return Example(path, acc, gyr, 20.0, 0.003, 0.04)


def broad(folder: Path) -> Example:
    import h5py

    acc, gyr = motion(1200, 286.0)
    path = folder / "trial.hdf5"
    with h5py.File(path, "w") as file:
        file["imu_acc"], file["imu_gyr"] = acc, np.radians(gyr)
        file.attrs["sampling_rate"] = 286.0
    return Example(path, acc, gyr, 286.0)


def mobilised_mat(folder: Path) -> Example:
    from scipy.io import savemat

    acc, gyr = motion(700, 100.0)
    sensor = {"Acc": acc / G, "Gyr": gyr, "Fs": {"Acc": 100.0}}
    path = folder / "data.mat"
    savemat(
        path,
        {"data": {"TimeMeasure1": {"Test5": {"Trial1": {"SU": {"LowerBack": sensor}}}}}},
        do_compression=True,
    )
    return Example(path, acc, gyr, 100.0)


def parquet(folder: Path) -> Example:
    import pandas as pd

    t, acc, gyr = _triads(folder, 100.0)
    table = {"label": "x", "time_s": t}
    table |= {f"acc_{a}": acc[:, k] for k, a in enumerate("xyz")}
    table |= {f"gyr_{a}": gyr[:, k] for k, a in enumerate("xyz")}
    path = folder / "r.parquet"
    pd.DataFrame(table).to_parquet(path)
    return Example(path, acc, gyr, 100.0, 0.0, 0.0)


def xlsx(folder: Path) -> Example:
    t, acc, gyr = _triads(folder, 100.0)
    names = [
        "Time (s)",
        *(f"Accelerometer {a} (g)" for a in "XYZ"),
        *(f"Gyroscope {a} (deg/s)" for a in "XYZ"),
    ]
    rows = [names, *np.column_stack([t, acc / G, gyr]).tolist()]

    def cell(value: object) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c><v>{value!r}</v></c>"

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    schemas = "http://schemas.openxmlformats.org"
    main = f'xmlns="{schemas}/spreadsheetml/2006/main"'
    office, package = f"{schemas}/officeDocument/2006/relationships", f"{schemas}/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = f'xmlns="{package}/relationships"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {relations}><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>",
    }
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0"?>' + text)
    return Example(path, acc, gyr, 100.0)


def bids_motion(folder: Path) -> Example:
    _, acc, gyr = _triads(folder, 100.0)
    rows = [["name", "component", "type", "tracked_point", "units"]]
    rows += [[f"gyr_{a}", a, "GYRO", "LowerBack", "rad/s"] for a in "xyz"]
    rows += [[f"acc_{a}", a, "ACCEL", "LowerBack", "g"] for a in "xyz"]
    stem = "sub-01_task-bend_tracksys-imu"
    (folder / f"{stem}_channels.tsv").write_text("".join("\t".join(row) + "\n" for row in rows))
    (folder / f"{stem}_motion.json").write_text(json.dumps({"SamplingFrequency": 100, "TaskName": "bend"}))
    path = folder / f"{stem}_motion.tsv"
    path.write_text(_text(np.column_stack([np.radians(gyr), acc / G]), "\t"))
    return Example(path, acc, gyr, 100.0)


EXAMPLES: dict[str, tuple[str, Callable[[Path], Example]]] = {
    "movella_dot": ("movella_dot", movella_dot),
    "xsens_mt": ("xsens_mt", xsens_mt),
    "actigraph_csv": ("actigraph_csv", actigraph_csv),
    "actigraph_gt3x": ("actigraph_gt3x", actigraph_gt3x),
    "actigraph_old_gt3x": ("actigraph_gt3x", actigraph_old_gt3x),
    "axivity_cwa": ("axivity_cwa", axivity_cwa),
    "bids_motion": ("bids_motion", bids_motion),
    "broad": ("broad", broad),
    "geneactiv_bin": ("geneactiv_bin", geneactiv_bin),
    "geneactiv_csv": ("geneactiv_csv", geneactiv_csv),
    "ipol": ("ipol", ipol),
    "iso_xyz": ("iso_xyz", iso_xyz),
    "metabase_pair": ("unit_header", metabase_pair),
    "mobilised_mat": ("mobilised_mat", mobilised_mat),
    "movesense_json": ("movesense_json", movesense_json),
    "movesense_sbem": ("movesense_sbem", movesense_sbem),
    "parquet": ("parquet", parquet),
    "phyphox_zip": ("sensor_tables", phyphox_zip),
    "segments": ("segments", segments),
    "sensor_logger": ("sensor_logger", sensor_logger),
    "shimmer_consensys": ("shimmer_consensys", shimmer_consensys),
    "sisfall": ("sisfall", sisfall),
    "umafall": ("umafall", umafall),
    "unit_header": ("unit_header", unit_header),
    "witmotion_host": ("witmotion_host", witmotion_host),
    "witmotion_sd": ("sensor_card", witmotion_sd),
    "xlsx": ("xlsx", xlsx),
}
"""By name: the importer's id, and what writes a file."""


def packed(path: Path) -> Path:
    """The file as gzip, in a folder of its own."""
    folder = path.parent / "packed"
    folder.mkdir()
    target = folder / f"{path.name}.gz"
    target.write_bytes(gzip.compress(path.read_bytes(), 1))
    return target


def zipped(path: Path) -> Path:
    """The file within a zip archive."""
    target = path.parent / "archive.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"inside/{path.name}", path.read_bytes())
    target.write_bytes(buffer.getvalue())
    return target
