"""What the gate found, for whoever promotes a model."""

from __future__ import annotations

from desk.ports import DeskPorts, Record


class RunVerdicts:
    """Keeps `desk.models.ports.Verdicts`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def verdict_of(self, model_id: str) -> bool | None:
        async with self._record.look() as unit:
            run = await unit.training.run_of_model(model_id)
        return bool(run.verdict["passed"]) if run is not None and run.verdict is not None else None


async def live_model(desk: DeskPorts) -> str | None:
    """Which model answers new conversations; None while no bot is there."""
    async with desk.record.look() as unit:
        deployment = await unit.deployment.get()
    if deployment is not None:
        return deployment.live.model_id
    running = desk.models.running.models()
    return running.get("a") or next(iter(running.values()), None)
