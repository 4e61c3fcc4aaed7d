"""What is known of the shared real files: the rate, whether there is a gyroscope, or the reason of a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """Files of one kind.

    `rate_hz` is what their README says or their stamps tell; `up` is the axis that reads +g or −g at the start
    ("+x"); `refused` is a part of the reason; `part` names one of several recordings.
    """

    files: str
    rate_hz: float = 0.0
    gyroscope: bool = True
    up: str = ""
    refused: str = ""
    part: str | None = None
    most: int = 3


V = "vendor_formats/"
KNOWN = (
    Known(V + "mbientlab_metabase_csv/*Accelerometer*.csv", 12.5),
    Known(V + "mbientlab_metabase_csv/*Gyroscope*.csv", 12.5),
    Known(V + "movella_dot_recording_120hz/*.csv", 120.0, up="+x"),
    Known(V + "movesense_json/*.json", 106.9),
    Known(V + "movesense_sbem/*.sbem", 50.2),
    Known(V + "phyphox/Accelerometer.csv", 100.7),
    Known(V + "phyphox", 100.7),
    Known(V + "phyphox/Location.csv", refused="unknown header"),
    Known(V + "shimmer_sdlog_consensys/triaxcal_calibrated.csv.gz", 73.14),
    Known(V + "shimmer_sdlog_consensys/triaxcal_uncalibrated.csv.gz", refused="raw counts.*UNCAL"),
    Known(V + "shimmer_sdlog_consensys/pair_consensys.csv", refused="no accelerometer"),
    Known(V + "shimmer_sdlog_consensys/*.bin", refused="raw log of a Shimmer"),
    Known(V + "witmotion_ble_python_log/20250425_12*.csv", 100.5, gyroscope=False),
    Known(V + "witmotion_ble_python_log/arc_slow*.csv", refused="14 names over 11 values"),
    Known(V + "witmotion_sd_binary_5561/*.TXT", 20.0),
    Known(V + "xio_fusion_csv/sensor_data.csv", 100.0, up="+z"),
    Known(V + "xsens_dot_app_v2021_quat/*.csv", refused="gravity was taken away"),
    Known(V + "xsens_mtw_txt/*.txt", 100.0, gyroscope=False, up="+x"),
    Known(V + "actigraph_gt3x/*.gt3x", 30.0, gyroscope=False),
    Known(V + "actigraph_gt3x/neo.csv", 30.0, gyroscope=False),
    Known(V + "actigraph_gt3x/WRIST*.csv", 32.0, gyroscope=False),
    Known(V + "axivity_cwa/*.cwa", 98.4),
    Known(V + "axivity_cwa/*.npz", refused="nothing says what they are.*--draft"),
    Known(V + "geneactiv_csv_lumbar/*.csv", 50.0, gyroscope=False),
    Known("trunkyxl/*/*/R/Back/Sensor 3.csv", 50.0, up="-x"),
    Known("mex_lowbackpain/act/*/*.csv.gz", 102.5, gyroscope=False),
    Known("sisfall_waist/*/*.txt.gz", 200.0, up="-y"),
    Known("bowing_chest/*.csv", 100.0, up="+x"),
    Known("pi_bench_sts/subject*.csv.gz", 128.0, up="+x"),
    Known("cmu_upenn_sub22/*/*.csv.gz", 100.0, up="-x"),
    Known("metamotion_barbell/A-rest*Accelerometer*.csv", 12.5),
    Known("umafall_sensortag/*.csv.gz", 20.2),  # 20 Hz by a phone's stamps, some 20.5 as its link delivered
    Known("mobgap_lumbar_gait/data_csv/*/*/*.csv", 100.0, up="+x"),
    Known("mobgap_lumbar_gait/mat/*/*/data.mat", 100.0, up="+x", part="TimeMeasure1/Test5/Trial2"),
    Known("mobgap_lumbar_gait/mat/*/*/data.mat", refused="3 trials.*--part"),
    Known("ipol_L5_gait/*.txt.gz", 100.0, up="+x"),
    Known("skdh_lumbar/*/*.npz", refused="nothing says what they are.*--draft"),
    Known("skdh_lumbar/context/*.csv", refused="unknown header.*--draft"),
    Known("broad/*.hdf5", 285.714),
    Known("witmotion_capture/*.jsonl", 100.0),
    Known("field/07*/*.jsonl.gz", 60.0),
    Known("field/13*/shimmer*.csv", 51.15),
    Known("field/16*/*.jsonl.gz", refused="are cut at"),
    Known("field/18*/*.bin.gz", 50.0),
    Known("field/21*/*.csv.gz", 100.0),
    Known("made/*.csv", 100.0),
)


def found(known: Known, data: Path) -> list[Path]:
    """The first files of the kind."""
    return sorted(data.glob(known.files))[: known.most]
