using Lamina.Testing;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Privacy.Tests.Attacks;

/// <summary>Base of every test that trains: skipped, with the reason, where libtorch is absent. Nothing runs beside them: see <see cref="CollectionPause"/>.</summary>
[Collection(nameof(RunsAlone))]
public abstract class NeedsTorch
{
    protected NeedsTorch()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        torch.set_num_threads(1);
    }
}

/// <summary>Tests that compute with libtorch run alone.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
