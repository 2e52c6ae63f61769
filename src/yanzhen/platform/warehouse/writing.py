"""Writing partitions: straight for one, over spool files for a stream that holds all of them mixed."""

from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from yanzhen.platform.warehouse.extracts import Extract
from yanzhen.platform.warehouse.sources import Source

ROW_GROUP = 122_880
Written = dict[str, tuple[str, int]]
"""File name and rows by partition."""


def partition(extract: Extract, key: str, source: Source, base: Path) -> Written:
    """Read and write one partition; empty ones get no file."""
    rows = list(source.batches(extract.select(key), extract.schema))
    return {key: _file(extract, key, pa.concat_tables(rows), base)} if rows else {}


def everything(extract: Extract, source: Source, base: Path) -> Written:
    """Read the extract in one stream and write all its partitions; memory holds one of them at a time."""
    if extract.partitioning.of is None:
        return partition(extract, "all", source, base)
    spools: dict[str, tuple[Path, ipc.RecordBatchFileWriter]] = {}
    try:
        for rows in source.batches(extract.select(), extract.schema):
            _spread(extract, rows, spools, base)
        written: Written = {}
        for key in sorted(spools):
            path, writer = spools[key]
            writer.close()
            with pa.memory_map(str(path)) as mapped:
                written[key] = _file(extract, key, ipc.open_file(mapped).read_all(), base)
            path.unlink()
        return written
    finally:
        for path, writer in spools.values():
            writer.close()
            path.unlink(missing_ok=True)


def _spread(
    extract: Extract, rows: pa.Table, spools: dict[str, tuple[Path, ipc.RecordBatchFileWriter]], base: Path
) -> None:
    assert extract.partitioning.of is not None
    keys = extract.partitioning.of(rows)
    for key in pc.unique(keys).to_pylist():
        if key not in spools:
            path = base / f"spool-{uuid4().hex}.arrow"
            options = ipc.IpcWriteOptions(compression="lz4")
            spools[key] = (path, ipc.new_file(str(path), extract.schema, options=options))
        spools[key][1].write_table(rows.filter(pc.equal(keys, key)))


def _file(extract: Extract, key: str, rows: pa.Table, base: Path) -> tuple[str, int]:
    if extract.finish is not None:
        rows = extract.finish(rows)
    name = f"{extract.name}-{key}-{uuid4().hex[:12]}.parquet"
    rows = rows.select(extract.stored.names).cast(extract.stored)
    pq.write_table(rows, base / name, compression="zstd", row_group_size=ROW_GROUP)
    return name, rows.num_rows
