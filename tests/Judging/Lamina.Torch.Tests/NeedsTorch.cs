using Lamina.Testing;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Torch.Tests;

/// <summary>
/// Base of every test that computes: skipped, with the reason, where libtorch is absent. They run one after the other: libtorch has one
/// random generator for the process, and a test that draws from it beside another changes what a seed gives.
/// </summary>
[Collection("libtorch")]
public abstract class NeedsTorch
{
    protected NeedsTorch()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        torch.set_num_threads(1);
    }
}
