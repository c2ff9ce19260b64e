using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Lamina.Attestation.WellFormed;

/// <summary>What a PCK certificate says about its platform (Intel SGX PCK certificate specification, SGX extensions, OID 1.2.840.113741.1.13.1).</summary>
internal sealed record PckExtension
{
    public const string Oid = "1.2.840.113741.1.13.1";
    public const int Components = 16;

    /// <summary>6 bytes: family, model, stepping, platform type and custom SKU.</summary>
    public required byte[] Fmspc { get; init; }

    /// <summary>2 bytes.</summary>
    public required byte[] PceId { get; init; }

    /// <summary>The 16 components of the CPU's security version.</summary>
    public required byte[] CpuSvn { get; init; }

    public required int PceSvn { get; init; }

    /// <summary>Reads the extension of a certificate; null and the fault if it is absent or not well-formed.</summary>
    public static PckExtension? Parse(X509Certificate2 certificate, out string? fault)
    {
        X509Extension[] extensions = [.. certificate.Extensions.Where(extension => extension.Oid?.Value == Oid)];
        if (extensions.Length != 1)
        {
            fault = extensions.Length == 0 ? "the certificate has no SGX extension" : "the certificate has several SGX extensions";
            return null;
        }

        return Parse(extensions[0].RawData, out fault);
    }

    /// <summary>Reads the extension's value; null and the fault if it is not well-formed.</summary>
    public static PckExtension? Parse(ReadOnlyMemory<byte> der, out string? fault)
    {
        try
        {
            return Read(der, out fault);
        }
        catch (AsnContentException error)
        {
            fault = $"the SGX extension is no valid DER: {error.Message}";
            return null;
        }
    }

    private static PckExtension? Read(ReadOnlyMemory<byte> der, out string? fault)
    {
        Dictionary<string, byte[]> values = [];
        Dictionary<string, int> svns = [];
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader entries = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            string oid = entry.ReadObjectIdentifier();
            if (oid == Oid + ".2")
            {
                AsnReader components = entry.ReadSequence();
                while (components.HasData)
                {
                    AsnReader component = components.ReadSequence();
                    string componentOid = component.ReadObjectIdentifier();
                    if (component.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
                    {
                        if (!component.TryReadInt32(out int svn) || !svns.TryAdd(componentOid, svn)) return Bad($"component {componentOid}", out fault);
                    }
                }
            }
            else if (entry.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) && !values.TryAdd(oid, entry.ReadOctetString()))
            {
                return Bad($"field {oid}", out fault);
            }
        }

        byte[] cpuSvn = new byte[Components];
        for (int i = 0; i < Components; i++)
        {
            if (!svns.TryGetValue($"{Oid}.2.{i + 1}", out int svn) || svn is < 0 or > 255) return Bad($"component {i + 1} of the CPU's version", out fault);
            cpuSvn[i] = (byte)svn;
        }

        if (!svns.TryGetValue(Oid + ".2.17", out int pceSvn) || pceSvn is < 0 or > ushort.MaxValue) return Bad("the PCE's version", out fault);
        if (values.GetValueOrDefault(Oid + ".4") is not { Length: 6 } fmspc) return Bad("FMSPC", out fault);
        if (values.GetValueOrDefault(Oid + ".3") is not { Length: 2 } pceId) return Bad("PCEID", out fault);
        fault = null;
        return new PckExtension { Fmspc = fmspc, PceId = pceId, CpuSvn = cpuSvn, PceSvn = pceSvn };
    }

    private static PckExtension? Bad(string what, out string? fault)
    {
        fault = $"{what} in the SGX extension is missing, repeated or out of range";
        return null;
    }
}
