"""What the scripts beside this one share: checks that count themselves, tensors of the unmodified Triton client."""
import numpy as np
from tritonclient.utils import InferenceServerException

passed = 0


def check(name, condition):
    global passed
    assert condition, name
    passed += 1
    print("ok", name)


def refused(name, call, wanted, *statuses):
    try:
        call()
    except InferenceServerException as error:
        check(f"{name}: {error.message()}", wanted in error.message() and error.status() in statuses)
        return
    raise AssertionError(f"{name} should have been refused")


def tensor(module, name, values, datatype, **how):
    made = module.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, **how)
    return made


def same(answer, name, values):
    found = answer.as_numpy(name)
    return found.dtype == values.dtype and np.array_equal(found, values)
