"""Other settings for a while: what a redeploy of the settings layer alone does, without waiting for one."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.world.children import REPOSITORY
from sandbox.world.deployment import STACK
from sandbox.world.world import World

CONFIG = REPOSITORY / "layers" / "config"
LAYER = f"{STACK}-config"


@contextmanager
def redeployed_settings(world: World, files: Mapping[str, str], *functions: str) -> Iterator[None]:
    """Let these functions (all, when none is named) run with other texts of settings files while the block runs."""
    cloud = world.client("lambda")
    names = [f"{STACK}-{name}" for name in functions] or [
        found["FunctionName"] for found in cloud.list_functions()["Functions"]
    ]
    before = {
        name: [layer["Arn"] for layer in cloud.get_function_configuration(FunctionName=name)["Layers"]]
        for name in names
    }
    version = cloud.publish_layer_version(LayerName=LAYER, Content={"ZipFile": _zipped(CONFIG, files)})
    try:
        for name, layers in before.items():
            kept = [arn for arn in layers if f":{LAYER}:" not in arn]
            cloud.update_function_configuration(FunctionName=name, Layers=[*kept, version["LayerVersionArn"]])
        yield
    finally:
        for name, layers in before.items():
            cloud.update_function_configuration(FunctionName=name, Layers=layers)


def _zipped(folder: Path, instead: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.glob("*.yaml")):
            archive.writestr(file.name, instead.get(file.name, file.read_text(encoding="utf-8")))
    return packed.getvalue()
