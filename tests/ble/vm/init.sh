#!/bin/sh
# The first process of the virtual machine, once the project is there: what must be writable, Bluetooth, the steps.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 TERM=dumb COLUMNS=120
export PYTHONPATH=/run/project:/opt/site OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
for folder in /tmp /var/lib/bluetooth; do mount -t tmpfs tmpfs $folder; done
ip link set lo up 2>/dev/null
modprobe -a bluetooth hci_vhci
mkdir -p /run/dbus
cd /run/project && python3 -m tests.ble.vm.guest
echo "ended with exit code $?"
sync
echo o > /proc/sysrq-trigger
sleep 60
