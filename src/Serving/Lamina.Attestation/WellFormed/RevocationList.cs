using System.Formats.Asn1;
using System.Numerics;

namespace Lamina.Attestation.WellFormed;

/// <summary>A certificate revocation list (RFC 5280, section 5), taken apart. That it is signed by whom it names is another question.</summary>
internal sealed record RevocationList
{
    private const string CrlNumberOid = "2.5.29.20";
    private const string AuthorityKeyOid = "2.5.29.35";
    private const int MaxEntries = 200_000;

    /// <summary>Where it came from, for a person.</summary>
    public required string Source { get; init; }

    /// <summary>The whole list as DER.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The signed part as DER.</summary>
    public required ReadOnlyMemory<byte> Signed { get; init; }

    /// <summary>OID of the signature algorithm, the same inside and outside the signed part.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The algorithm's parameters as DER; empty if there are none.</summary>
    public required ReadOnlyMemory<byte> Parameters { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The issuer's name as DER, to be compared with a certificate's subject byte for byte.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The CRL number; null if it has none.</summary>
    public required BigInteger? Number { get; init; }

    /// <summary>Serial numbers of the revoked certificates.</summary>
    public required IReadOnlySet<BigInteger> Revoked { get; init; }

    /// <summary>Takes a list apart; null and the fault if it is not well-formed.</summary>
    public static RevocationList? Parse(string source, ReadOnlyMemory<byte> der, out string? fault)
    {
        try
        {
            return Read(source, der, out fault);
        }
        catch (AsnContentException error)
        {
            fault = $"no valid DER: {error.Message}";
            return null;
        }
    }

    private static RevocationList? Read(string source, ReadOnlyMemory<byte> der, out string? fault)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> signed = list.PeekEncodedValue();
        AsnReader body = list.ReadSequence();
        ReadOnlyMemory<byte> algorithmOutside = list.PeekEncodedValue();
        AsnReader algorithm = list.ReadSequence();
        byte[] signature = list.ReadBitString(out int unused);
        list.ThrowIfNotEmpty();

        bool versionTwo = body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer) && body.TryReadInt32(out int version) && version == 1;
        if (!versionTwo || unused != 0 || !body.ReadEncodedValue().Span.SequenceEqual(algorithmOutside.Span))
        {
            fault = "not a version 2 list, or its two signature algorithms differ";
            return null;
        }

        ReadOnlyMemory<byte> issuer = body.ReadEncodedValue();
        DateTimeOffset thisUpdate = Time(body);
        if (!body.HasData || !IsTime(body.PeekTag()))
        {
            fault = "it does not say when it ends (nextUpdate)";
            return null;
        }

        DateTimeOffset nextUpdate = Time(body);
        HashSet<BigInteger> revoked = [];
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            AsnReader entries = body.ReadSequence();
            while (entries.HasData)
            {
                AsnReader entry = entries.ReadSequence();
                revoked.Add(entry.ReadInteger());
                Time(entry);
                fault = entry.HasData ? CriticalExtension(entry.ReadSequence(), out _) : null;
                fault ??= revoked.Count > MaxEntries ? $"more than {MaxEntries} entries" : null;
                if (fault is not null) return null;
            }
        }

        BigInteger? number = null;
        fault = null;
        if (body.HasData) fault = CriticalExtension(body.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence(), out number);
        body.ThrowIfNotEmpty();
        string oid = algorithm.ReadObjectIdentifier();
        return fault is not null ? null : new RevocationList
        {
            Source = source,
            Bytes = der,
            Signed = signed,
            Algorithm = oid,
            Parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : default,
            Signature = signature,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Number = number,
            Revoked = revoked,
        };
    }

    /// <summary>A critical extension that is not understood changes what a list means (a delta, a part of the certificates), so it refuses.</summary>
    private static string? CriticalExtension(AsnReader extensions, out BigInteger? number)
    {
        number = null;
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            bool critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            byte[] value = extension.ReadOctetString();
            if (oid == CrlNumberOid)
            {
                number = new AsnReader(value, AsnEncodingRules.DER).ReadInteger();
            }
            else if (critical && oid != AuthorityKeyOid)
            {
                return $"critical extension {oid} is not understood";
            }
        }

        return null;
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
