"""The engine for many processes or machines: dask, from the extra of the same name."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from ..errors import InputError, MissingDependencyError, ParameterError
from .dataset import Piece
from .tasks import Done, Work, work_on

_CONNECT_S = 20
_ADDRESS = re.compile(r"([a-z]+://)?[^\s/]+:[0-9]+")


@dataclass(frozen=True, slots=True)
class Dask:
    """
    The pieces spread over the workers of a dask cluster, each a process.

    The base table travels to every worker once; the packaged countries and borders are read by the
    modules that use them, once per worker. Workers read and write the files themselves, so input
    and output lie on storage that all of them see under the same path.

    Parameters
    ----------
    scheduler
        Address of a running scheduler, like ``tcp://10.0.0.1:8786``; null starts workers on this
        machine, on the loopback interface, and stops them at the end. Whoever reaches a scheduler
        can run code on its workers: use a network you trust, or dask's TLS settings.
    workers
        How many to start; null takes one per processor.

    Raises
    ------
    ParameterError
        If `workers` is less than 1, or `scheduler` is no address with a port.
    MissingDependencyError
        If dask is not installed.
    """

    scheduler: str | None = None
    workers: int | None = None

    def __post_init__(self) -> None:
        if self.scheduler is not None and not _ADDRESS.fullmatch(self.scheduler):
            raise ParameterError(
                f"`scheduler` is {self.scheduler!r}; give the address that `dask scheduler` prints,"
                " like tcp://10.0.0.1:8786"
            )
        if self.workers is not None and self.workers < 1:
            raise ParameterError(f"`workers` is {self.workers!r}; give a whole number, 1 or more")
        _distributed()

    def run(self, work: Work, pieces: Sequence[Piece]) -> Iterator[Done]:
        """Yield what came of each piece, as they get ready."""
        with self._client() as client:
            if self.scheduler is not None:
                self._check_workers(client, [piece.path for piece in pieces[:1]], work.folder)
            shared = client.scatter(work, broadcast=True, hash=False)
            todo = client.map(work_on, pieces, work=shared, pure=False)
            for future in _distributed().as_completed(todo, loop=client.loop):
                yield future.result()

    def _check_workers(self, client: Any, inputs: Sequence[Path], output: Path | None) -> None:  # noqa: ANN401 - as below
        """Refuse workers that could not answer, before any of them is asked to."""
        paths = [*inputs, *([] if output is None else [output])]
        try:
            client.wait_for_workers(1, timeout=_CONNECT_S)
            # a worker that cannot import this function answers with an exception
            found = client.run(_seen, [str(path) for path in paths], on_error="return")
        except TimeoutError as error:
            raise ParameterError(
                f"`scheduler` is {self.scheduler!r} and has no workers; start some with"
                f" `dask worker {self.scheduler}`"
            ) from error
        own = metadata.version("sitmap")
        for worker, told in sorted(found.items()):
            if isinstance(told, Exception):
                raise ParameterError(
                    f"`scheduler` is {self.scheduler!r}, whose worker {worker} has no sitmap:"
                    f" {told}; install version {own} there"
                )
            version, sees = told
            if version != own:
                raise ParameterError(
                    f"`scheduler` is {self.scheduler!r}, whose worker {worker} has sitmap"
                    f" {version}; install version {own} there"
                )
            for path, seen in zip(paths, sees, strict=True):
                if not seen:
                    raise InputError(
                        f"is not seen by the worker {worker}; input and output must lie on storage"
                        " that every worker sees under the same path",
                        path=path.parent if path == output else path,
                    )

    @contextmanager
    def _client(self) -> Iterator[Any]:
        distributed = _distributed()
        with ExitStack() as stack:
            where: Any = self.scheduler
            if where is None:
                scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="sitmap-dask-"))
                settings = import_module("dask.config")
                stack.enter_context(settings.set({"temporary-directory": scratch}))
                stack.enter_context(_quiet())
                cluster = distributed.LocalCluster(
                    n_workers=self.workers or import_module("dask.system").CPU_COUNT,
                    threads_per_worker=1,
                    processes=True,
                    # batches bound the memory; a limit would only spill and restart
                    memory_limit=0,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
                where = stack.enter_context(cluster)
            try:
                client = distributed.Client(where, timeout=_CONNECT_S, set_as_default=False)
            except (OSError, ValueError) as error:
                raise ParameterError(
                    f"`scheduler` is {self.scheduler!r} and does not answer; give the address that"
                    " `dask scheduler` prints, like tcp://10.0.0.1:8786"
                ) from error
            yield stack.enter_context(client)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from telling how it starts and stops; errors of the work are raised here anyway."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _distributed() -> Any:  # noqa: ANN401 - a library without types for what we call
    try:
        return import_module("distributed")
    except ImportError as error:
        raise MissingDependencyError("distributed", extra="dask") from error


def _seen(paths: Sequence[str]) -> tuple[str, list[bool]]:
    """Tell of this process which sitmap it has and which paths it sees."""
    return metadata.version("sitmap"), [Path(path).exists() for path in paths]
