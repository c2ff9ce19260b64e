namespace Lamina.Protocol.Binding;

/// <summary>What the keys of a key list are for. Evidence for one purpose is worth nothing for the other.</summary>
public enum BindingPurpose
{
    /// <summary>Clients seal requests to them.</summary>
    Serve,

    /// <summary>The plan's owner seals the key of its parts to them.</summary>
    KeyRelease,
}
