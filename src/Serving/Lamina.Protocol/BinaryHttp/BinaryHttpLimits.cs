namespace Lamina.Protocol.BinaryHttp;

/// <summary>Ceilings on a message from a peer. What exceeds one is refused before anything is allocated for it.</summary>
public sealed record BinaryHttpLimits
{
    /// <summary>Ceilings that suit requests and answers of this protocol.</summary>
    public static BinaryHttpLimits Default { get; } = new();

    /// <summary>Most bytes of content. Default 64 MiB; range 0 to 1 GiB.</summary>
    public int ContentBytes { get; init; } = 64 << 20;

    /// <summary>Most fields in one header or trailer section. Default 64.</summary>
    public int Fields { get; init; } = 64;

    /// <summary>Most bytes of one header or trailer section. Default 16 KiB.</summary>
    public int FieldSectionBytes { get; init; } = 16 << 10;

    /// <summary>Most bytes of method, scheme, authority and path, each. Default 2 KiB.</summary>
    public int ControlBytes { get; init; } = 2 << 10;

    /// <summary>Most informational (1xx) responses before the final one. Default 8.</summary>
    public int Informational { get; init; } = 8;
}
