namespace Lamina.Attestation.WellFormed;

/// <summary>Intel's word on its quoting enclaves (Intel PCS API, enclave identity version 2), taken apart; <see cref="Raw"/> is the exact signed text.</summary>
internal sealed record QeIdentity
{
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary><c>QE</c> for SGX, <c>TD_QE</c> for TDX.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset IssueDate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    public required int EvaluationNumber { get; init; }

    public required byte[] MiscSelect { get; init; }

    public required byte[] MiscSelectMask { get; init; }

    public required byte[] Attributes { get; init; }

    public required byte[] AttributesMask { get; init; }

    public required byte[] MrSigner { get; init; }

    public required int IsvProdId { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<EnclaveLevel> Levels { get; init; }

    /// <summary>Takes an identity apart; null and the fault if it is not well-formed.</summary>
    public static QeIdentity? Parse(ReadOnlyMemory<byte> raw, out string? fault) => SignedJson.Parse(raw, out fault, root =>
    {
        root.Integer("version", 2, 2);
        return new QeIdentity
        {
            Raw = raw,
            Id = root.Choice("id", ("QE", "QE"), ("TD_QE", "TD_QE"), ("QVE", "QVE")),
            IssueDate = root.Instant("issueDate"),
            NextUpdate = root.Instant("nextUpdate"),
            EvaluationNumber = (int)root.Integer("tcbEvaluationDataNumber", 0, int.MaxValue),
            MiscSelect = root.Hex("miscselect", 4),
            MiscSelectMask = root.Hex("miscselectMask", 4),
            Attributes = root.Hex("attributes", 16),
            AttributesMask = root.Hex("attributesMask", 16),
            MrSigner = root.Hex("mrsigner", 32),
            IsvProdId = (int)root.Integer("isvprodid", 0, ushort.MaxValue),
            Levels = root.Objects("tcbLevels", EnclaveLevel.Read),
        };
    });
}
