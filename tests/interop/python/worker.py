"""Asks a worker everything through the unmodified Triton client: HTTP, gRPC and both asyncio clients.

Usage: worker.py HOST:PORT
The server has the models "add" (x FP32[-1,3] -> z = x + (1, 2, 3), t = 2z) and "types" (one pair "in T" -> "out T" of shape
[-1,2] for every datatype T). Prints one line per check; ends with "passed N" or with a traceback.
"""
import asyncio
import sys

import ml_dtypes
import numpy as np
import tritonclient.grpc as grpc
import tritonclient.grpc.aio as grpc_aio
import tritonclient.http as http
import tritonclient.http.aio as http_aio
from google.protobuf.json_format import MessageToDict

import checks
from checks import check, refused, same, tensor

ADDRESS = sys.argv[1]
X = np.array([[1, 2, 3], [-4, 5.5, 6e-8]], dtype=np.float32)
W = np.array([1, 2, 3], dtype=np.float32)
Z = X + W
TYPES = {
    "BOOL": np.bool_, "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64, "INT8": np.int8,
    "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "FP16": np.float16, "FP32": np.float32, "FP64": np.float64, "BF16": ml_dtypes.bfloat16,
}


def extremes(kind):
    if kind == np.bool_:
        return np.array([[False, True]])
    info = np.iinfo(kind) if np.issubdtype(kind, np.integer) else ml_dtypes.finfo(kind)
    return np.array([[info.min, info.max]], dtype=kind)


def every_type(module):
    return [tensor(module, f"in {name}", extremes(kind), name) for name, kind in TYPES.items()]


def check_metadata(kind, client, plain):
    check(f"{kind} live", client.is_server_live() and client.is_server_ready())
    check(f"{kind} model ready", client.is_model_ready("add") and client.is_model_ready("add", "1"))
    check(f"{kind} unknown model is not ready", not client.is_model_ready("none"))
    server = plain(client.get_server_metadata())
    check(f"{kind} server", server["name"] == "lamina-worker" and "binary_tensor_data" in server["extensions"])
    model = plain(client.get_model_metadata("add"))
    check(f"{kind} metadata", model["inputs"][0]["name"] == "x" and [int(d) for d in model["inputs"][0]["shape"]] == [-1, 3])
    config = plain(client.get_model_config("add"))
    config = config.get("config", config)
    check(f"{kind} config", config["max_batch_size"] == 8 and config["input"][0]["data_type"] == "TYPE_FP32")
    index = plain(client.get_model_repository_index())
    index = index.get("models", []) if isinstance(index, dict) else index
    check(f"{kind} index", sorted(model["name"] for model in index) == ["add", "types"])
    statistics = plain(client.get_inference_statistics("add"))
    check(f"{kind} statistics", int(statistics["model_stats"][0]["inference_count"]) > 0)


def check_refusals(kind, client, module, bad, unknown):
    good = tensor(module, "x", X, "FP32")
    refused(f"{kind} model", lambda: client.infer("none", [good]), "'none' is not found", unknown)
    refused(f"{kind} version", lambda: client.infer("add", [good], model_version="9"), "version 9 is not found", unknown)
    refused(f"{kind} name", lambda: client.infer("add", [tensor(module, "y", X, "FP32")]), "unexpected inference input 'y'", bad)
    refused(f"{kind} shape", lambda: client.infer("add", [tensor(module, "x", X.T.copy(), "FP32")]), "Expected [-1,3], got [3,2]", bad)
    refused(f"{kind} datatype", lambda: client.infer("add", [tensor(module, "x", X.astype(np.int32), "INT32")]), "FP32 was wanted", bad)
    refused(f"{kind} batch", lambda: client.infer("add", [tensor(module, "x", np.zeros((9, 3), np.float32), "FP32")]), "from 1 to 8", bad)
    refused(f"{kind} none", lambda: client.infer("add", []), "expected 1 inputs but got 0", bad)
    refused(f"{kind} twice", lambda: client.infer("add", [good, good]), "'x' appears twice", bad)
    refused(f"{kind} output", lambda: client.infer("add", [good], outputs=[module.InferRequestedOutput("q")]), "unexpected inference output 'q'", bad)
    refused(f"{kind} metadata", lambda: client.get_model_metadata("none"), "'none' is not found", unknown)


def over_http():
    client = http.InferenceServerClient(ADDRESS)
    for binary_in in (True, False):
        for binary_out in (True, False):
            answer = client.infer(
                "add",
                [tensor(http, "x", X, "FP32", binary_data=binary_in)],
                outputs=[http.InferRequestedOutput("t", binary_data=binary_out), http.InferRequestedOutput("z", binary_data=not binary_out)],
                request_id="a id")
            check(f"http binary {binary_in} {binary_out}", same(answer, "z", Z) and same(answer, "t", 2 * Z) and answer.get_response()["id"] == "a id")
    for packing in ("gzip", "deflate"):
        answer = client.infer("add", [tensor(http, "x", X, "FP32")], request_compression_algorithm=packing, response_compression_algorithm=packing)
        check(f"http {packing}", same(answer, "z", Z))
    answer = client.infer("types", every_type(http))
    check("http every type", all(same(answer, f"out {name}", extremes(kind)) for name, kind in TYPES.items()))
    pending = [client.async_infer("add", [tensor(http, "x", X + i, "FP32")]) for i in range(8)]
    check("http async", all(same(p.get_result(), "z", (X + i) + W) for i, p in enumerate(pending)))
    check_metadata("http", client, lambda answer: answer)
    check_refusals("http", client, http, "400", "404")
    client.close()


def over_grpc():
    client = grpc.InferenceServerClient(ADDRESS)
    answer = client.infer("add", [tensor(grpc, "x", X, "FP32")], request_id="a id", client_timeout=30)
    check("grpc all outputs", same(answer, "z", Z) and same(answer, "t", 2 * Z) and answer.get_response().id == "a id")
    answer = client.infer("add", [tensor(grpc, "x", X, "FP32")], outputs=[grpc.InferRequestedOutput("t")], compression_algorithm="gzip")
    check("grpc one output, gzip", same(answer, "t", 2 * Z) and answer.as_numpy("z") is None)
    answer = client.infer("types", every_type(grpc))
    check("grpc every type", all(same(answer, f"out {name}", extremes(kind)) for name, kind in TYPES.items()))
    check_metadata("grpc", client, lambda answer: MessageToDict(answer, preserving_proto_field_name=True))
    check_refusals("grpc", client, grpc, "StatusCode.INVALID_ARGUMENT", "StatusCode.NOT_FOUND")
    refused("grpc load", lambda: client.load_model("add"), "", "StatusCode.UNIMPLEMENTED")
    client.close()


async def over_asyncio():
    async with http_aio.InferenceServerClient(ADDRESS) as client:
        answers = await asyncio.gather(*(client.infer("add", [tensor(http, "x", X, "FP32", binary_data=i % 2 == 0)]) for i in range(8)))
        check("http asyncio", all(same(answer, "z", Z) for answer in answers))
        check("http asyncio ready", await client.is_server_ready() and await client.is_model_ready("add"))
    async with grpc_aio.InferenceServerClient(ADDRESS) as client:
        answers = await asyncio.gather(*(client.infer("add", [tensor(grpc, "x", X, "FP32")]) for _ in range(8)))
        check("grpc asyncio", all(same(answer, "z", Z) for answer in answers))
        check("grpc asyncio ready", await client.is_server_ready() and await client.is_model_ready("add"))


over_http()
over_grpc()
asyncio.run(over_asyncio())
print("passed", checks.passed)
