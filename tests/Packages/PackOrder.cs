namespace Lamina.Packages.Tests;

/// <summary>Tests that run <c>eng/pack</c>, one after another: it builds in this source tree.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PackOrder
{
    public const string Name = "eng/pack";
}
