namespace Lamina.Attestation;

/// <summary>What well-formed evidence says about itself. One closed record for each kind.</summary>
public abstract record EvidenceClaims
{
    private protected EvidenceClaims()
    {
    }

    /// <summary>What signed.</summary>
    public abstract EvidenceKind Kind { get; }

    /// <summary>Exactly 64 bytes that the enclave asked the platform to sign.</summary>
    public required ReadOnlyMemory<byte> ReportData { get; init; }

    /// <summary>True if whoever runs the machine may look inside.</summary>
    public required bool Debug { get; init; }

    /// <summary>Names and values for a person to read, in a fixed order.</summary>
    public abstract IEnumerable<KeyValuePair<string, string>> Describe();

    private protected static KeyValuePair<string, string> Line(string name, ReadOnlyMemory<byte> value) => new(name, Convert.ToHexStringLower(value.Span));

    private protected static KeyValuePair<string, string> Line(string name, string value) => new(name, value);
}
