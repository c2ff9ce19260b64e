using Lamina.Enclave.Http;
using Lamina.Enclave.Inference;
using Lamina.Enclave.Loading;
using Lamina.Runtime;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Memory;

/// <summary>Memory is given back once for each time that requests cease, and never while one is under way.</summary>
public sealed class IdleMemoryTests
{
    [Fact]
    public async Task Look_RequestsCease_GivesBackOnceUntilTheNext()
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path);
        using LoadedPlan loaded = LoadedPlan.Load(folder.Path, new SessionSettings());
        using TensorPool buffers = new();
        Admission admission = new(2);
        FakeTimeProvider time = new();
        await using IdleMemory idle = new(loaded, buffers, admission, time);

        Pass(time, 3);
        Assert.Equal(0, idle.Times);

        using (admission.TryEnter())
        {
            Pass(time, 3);
            Assert.Equal(0, idle.Times);
        }

        Pass(time, 1);
        Assert.Equal(0, idle.Times);
        buffers.Rent(Onnx.ElementType.Float, 1000).Dispose();
        Assert.NotEqual(0, buffers.IdleBytes);
        Pass(time, 1);
        Assert.Equal(1, idle.Times);
        Assert.Equal(0, buffers.IdleBytes);
        Pass(time, 5);
        Assert.Equal(1, idle.Times);

        admission.TryEnter()!.Dispose();
        Pass(time, 2);
        Assert.Equal(2, idle.Times);
    }

    private static void Pass(FakeTimeProvider time, int periods)
    {
        for (int i = 0; i < periods; i++)
        {
            time.Advance(IdleMemory.Period);
        }
    }
}
