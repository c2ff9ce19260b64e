namespace Lamina.Protocol.Binding;

/// <summary>How report data and bundles write purposes and modes.</summary>
internal static class BindingNames
{
    public static string ToName(this EvidenceMode mode) => mode switch
    {
        EvidenceMode.Fresh => "fresh",
        EvidenceMode.Epoch => "epoch",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a mode of evidence"),
    };

    public static string ToName(this BindingPurpose purpose) => purpose switch
    {
        BindingPurpose.Serve => "serve",
        BindingPurpose.KeyRelease => "key-release",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "not a purpose"),
    };

    public static EvidenceMode? ModeOf(string name) => name switch
    {
        "fresh" => EvidenceMode.Fresh,
        "epoch" => EvidenceMode.Epoch,
        _ => null,
    };

    public static BindingPurpose? PurposeOf(string name) => name switch
    {
        "serve" => BindingPurpose.Serve,
        "key-release" => BindingPurpose.KeyRelease,
        _ => null,
    };
}
