"""Asks a proxy everything through the unmodified Triton client: HTTP, gRPC and both asyncio clients.

Usage: proxy.py HOST:PORT MODEL
MODEL is the one that tests/Integration/ProxyTests.cs serves sealed: x FP32[1,3] -> z = 2 (x + (1, 2, 3)), FP32[1,3]. Prints one line per
check; ends with "passed N" or with a traceback.
"""
import asyncio
import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.grpc.aio as grpc_aio
import tritonclient.http as http
import tritonclient.http.aio as http_aio
from google.protobuf.json_format import MessageToDict

import checks
from checks import check, refused, same, tensor

ADDRESS, MODEL = sys.argv[1:]
X = np.array([[-4, 5.5, 6e-8]], dtype=np.float32)
W = np.array([1, 2, 3], dtype=np.float32)


def z(x):
    return (x + W) + (x + W)


def check_metadata(kind, client, plain):
    check(f"{kind} live", client.is_server_live() and client.is_server_ready())
    check(f"{kind} model ready", client.is_model_ready(MODEL) and client.is_model_ready(MODEL, "1") and not client.is_model_ready("none"))
    server = plain(client.get_server_metadata())
    check(f"{kind} server", server["name"] == "lamina-proxy" and "binary_tensor_data" in server["extensions"])
    model = plain(client.get_model_metadata(MODEL))
    check(f"{kind} inputs", [(i["name"], i["datatype"], [int(d) for d in i["shape"]]) for i in model["inputs"]] == [("x", "FP32", [1, 3])])
    check(f"{kind} outputs", [(o["name"], o["datatype"]) for o in model["outputs"]] == [("z", "FP32")])
    config = plain(client.get_model_config(MODEL))
    config = config.get("config", config)
    check(f"{kind} config", int(config.get("max_batch_size", 0)) == 0 and config["input"][0]["data_type"] == "TYPE_FP32")
    index = plain(client.get_model_repository_index())
    index = index.get("models", []) if isinstance(index, dict) else index
    check(f"{kind} index", [model["name"] for model in index] == [MODEL])
    statistics = plain(client.get_inference_statistics(MODEL))
    check(f"{kind} statistics", int(statistics["model_stats"][0]["inference_count"]) > 0)


def check_refusals(kind, client, module, bad, unknown):
    good = tensor(module, "x", X, "FP32")
    refused(f"{kind} model", lambda: client.infer("none", [good]), "'none' is not found", unknown)
    refused(f"{kind} version", lambda: client.infer(MODEL, [good], model_version="9"), "version 9 is not found", unknown)
    refused(f"{kind} name", lambda: client.infer(MODEL, [tensor(module, "y", X, "FP32")]), "unexpected inference input 'y'", bad)
    refused(f"{kind} shape", lambda: client.infer(MODEL, [tensor(module, "x", X.T.copy(), "FP32")]), "Expected [1,3], got [3,1]", bad)
    refused(f"{kind} batch", lambda: client.infer(MODEL, [tensor(module, "x", np.zeros((2, 3), np.float32), "FP32")]), "Expected [1,3], got [2,3]", bad)
    refused(f"{kind} datatype", lambda: client.infer(MODEL, [tensor(module, "x", X.astype(np.int32), "INT32")]), "FP32 was wanted", bad)
    refused(f"{kind} none", lambda: client.infer(MODEL, []), "expected 1 inputs but got 0", bad)
    refused(f"{kind} output", lambda: client.infer(MODEL, [good], outputs=[module.InferRequestedOutput("q")]), "unexpected inference output 'q'", bad)


def over_http():
    client = http.InferenceServerClient(ADDRESS)
    for binary_in in (True, False):
        for binary_out in (True, False):
            answer = client.infer(
                MODEL, [tensor(http, "x", X, "FP32", binary_data=binary_in)], outputs=[http.InferRequestedOutput("z", binary_data=binary_out)], request_id="a id")
            check(f"http binary {binary_in} {binary_out}", same(answer, "z", z(X)) and answer.get_response()["id"] == "a id")
    for packing in ("gzip", "deflate"):
        answer = client.infer(MODEL, [tensor(http, "x", X, "FP32")], request_compression_algorithm=packing, response_compression_algorithm=packing)
        check(f"http {packing}", same(answer, "z", z(X)))
    pending = [client.async_infer(MODEL, [tensor(http, "x", X + i, "FP32")]) for i in range(8)]
    check("http async", all(same(p.get_result(), "z", z(X + i)) for i, p in enumerate(pending)))
    check_metadata("http", client, lambda answer: answer)
    check_refusals("http", client, http, "400", "404")
    client.close()


def over_grpc():
    client = grpc.InferenceServerClient(ADDRESS)
    answer = client.infer(MODEL, [tensor(grpc, "x", X, "FP32")], request_id="a id", client_timeout=30)
    check("grpc all outputs", same(answer, "z", z(X)) and answer.get_response().id == "a id")
    answer = client.infer(MODEL, [tensor(grpc, "x", X, "FP32")], outputs=[grpc.InferRequestedOutput("z")], compression_algorithm="gzip")
    check("grpc one output, gzip", same(answer, "z", z(X)))
    check_metadata("grpc", client, lambda answer: MessageToDict(answer, preserving_proto_field_name=True))
    check_refusals("grpc", client, grpc, "StatusCode.INVALID_ARGUMENT", "StatusCode.NOT_FOUND")
    client.close()


async def over_asyncio():
    async with http_aio.InferenceServerClient(ADDRESS) as client:
        answers = await asyncio.gather(*(client.infer(MODEL, [tensor(http, "x", X + i, "FP32", binary_data=i % 2 == 0)]) for i in range(8)))
        check("http asyncio", all(same(answer, "z", z(X + i)) for i, answer in enumerate(answers)))
    async with grpc_aio.InferenceServerClient(ADDRESS) as client:
        answers = await asyncio.gather(*(client.infer(MODEL, [tensor(grpc, "x", X + i, "FP32")]) for i in range(8)))
        check("grpc asyncio", all(same(answer, "z", z(X + i)) for i, answer in enumerate(answers)))


over_http()
over_grpc()
asyncio.run(over_asyncio())
print("passed", checks.passed)
