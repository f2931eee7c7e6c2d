"""Reference bytes for test/training/event-file.test.ts: records of an events file as TensorBoard's own classes write them, and what
its EventAccumulator reads back from all of them in one file.

python3 scripts/references/tensorboard-events.py > test/references/tensorboard-events.json   (needs tensorboard)
python3 scripts/references/tensorboard-events.py FILE   shows what TensorBoard reads in a file of svtk's
"""

import base64
import importlib.metadata
import io
import json
import sys
import tempfile
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


def read_back(path):
    accumulator = EventAccumulator(str(path), size_guidance={"scalars": 0})
    accumulator.Reload()
    return {tag: [[e.step, e.value] for e in accumulator.Scalars(tag)] for tag in sorted(accumulator.Tags()["scalars"])}


def record(event):
    out = io.BytesIO()
    RecordWriter(out).write(event.SerializeToString())
    return out.getvalue()


def scalars(step, values):
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()])
    return Event(wall_time=1700000000.25 + step, step=step, summary=summary)


def main():
    rows = [(1, {"loss": 2.5, "learning_rate": 0.001}), (2, {"loss": 2.25}), (3, {"loss": 7.0}), (300, {"validation_eer": 0.125})]
    records = {
        "version": record(Event(wall_time=1700000000.25, file_version="brain.Event:2")),
        "restart": record(Event(wall_time=1700000000.25, step=3, session_log=SessionLog(status=SessionLog.START))),
        "rows": [record(scalars(step, values)) for step, values in rows],
    }
    # Steps 1 to 3, a restart after step 2, step 3 again, and an evaluation much later.
    again = record(scalars(3, {"loss": 2.0}))
    parts = [records["version"], *records["rows"][:3], records["restart"], again, records["rows"][3]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.out.tfevents.svtk"
        path.write_bytes(b"".join(parts))
        seen = read_back(path)

    def text(data):
        return base64.b64encode(data).decode()

    print(json.dumps({
        "tool": f"tensorboard {importlib.metadata.version('tensorboard')}",
        "script": "scripts/references/tensorboard-events.py",
        "time": 1700000000.25,
        "version": text(records["version"]),
        "restart": text(records["restart"]),
        "rows": [{"step": step, "scalars": values, "record": text(data)} for (step, values), data in zip(rows, records["rows"])],
        "file": text(b"".join(parts)),
        "read": seen,
    }, indent=1))


if len(sys.argv) > 1:
    print(json.dumps(read_back(sys.argv[1])))
else:
    main()
