using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>What quote and collateral mean together: steps 7 and 9 to 11.</summary>
internal static class DcapTcb
{
    /// <summary>The merged status and the advisories; null if a step failed.</summary>
    public static (string Status, IReadOnlyList<string> Advisories)? Judge(Quote quote, DcapPlatform platform, DcapVendorWord word, StepList steps)
    {
        EnclaveLevel? qe = JudgeQe(quote.QeReport, word.QeIdentity, steps);
        EnclaveLevel? module = null;
        bool moduleKnown = quote.Td is null || JudgeModule(quote.Td, word.TcbInfo, steps, out module);
        TcbLevel? level = JudgePlatform(quote.Td, platform.Extension, word.TcbInfo, steps);
        if (qe is null || !moduleKnown || level is null) return null;

        string status = TcbStatus.Merge([level.Status, qe.Status, module?.Status ?? level.Status]);
        string[] advisories = [.. level.Advisories.Concat(qe.Advisories).Concat(module?.Advisories ?? []).Distinct().Order(StringComparer.Ordinal)];
        steps.Check(StepNames.TcbRevoked, status != TcbStatus.Revoked, $"the platform is {status}{(advisories.Length > 0 ? $" ({string.Join(", ", advisories)})" : "")}", "Intel revoked this state of the platform");
        return (status, advisories);
    }

    /// <summary>Step 7.</summary>
    private static EnclaveLevel? JudgeQe(EnclaveReport report, QeIdentity identity, StepList steps)
    {
        string? fault = !report.MrSigner.Span.SequenceEqual(identity.MrSigner) ? "it is signed by another than Intel's identity says"
            : report.IsvProdId != identity.IsvProdId ? $"its product is {report.IsvProdId}, not {identity.IsvProdId}"
            : !Masked(report.MiscSelect.Span, identity.MiscSelectMask, identity.MiscSelect) ? "its MISCSELECT differs from Intel's identity"
            : !Masked(report.Attributes.Span, identity.AttributesMask, identity.Attributes) ? "its attributes differ from Intel's identity"
            : report.Debug ? "it is a debug enclave"
            : null;
        if (!steps.Check(StepNames.QeIdentityMatch, fault is null, "the quoting enclave is Intel's", $"the quoting enclave is not Intel's: {fault}")) return null;
        EnclaveLevel? level = identity.Levels.FirstOrDefault(level => level.IsvSvn <= report.IsvSvn);
        steps.Check(StepNames.QeTcbLevel, level is not null, $"version {report.IsvSvn} is {level?.Status}", $"version {report.IsvSvn} of the quoting enclave is older than any that Intel lists");
        return level;
    }

    /// <summary>
    /// Step 10, the TDX module. Since TDX 1.5 a module has a version of its own (byte 1 of TEE_TCB_SVN) and an identity by that
    /// number; before, one identity serves all and has no versions.
    /// </summary>
    private static bool JudgeModule(TdReport td, TcbInfo info, StepList steps, out EnclaveLevel? level)
    {
        level = null;
        byte[] svn = td.TeeTcbSvn.ToArray();
        string id = $"TDX_{svn[1]:X2}";
        TdxModuleIdentity? identity = svn[1] == 0 ? info.Module : info.Modules.FirstOrDefault(module => string.Equals(module.Id, id, StringComparison.OrdinalIgnoreCase));
        string? fault = identity is null ? $"Intel lists no TDX module {id}"
            : !td.MrSignerSeam.Span.SequenceEqual(identity.MrSigner) ? "the TDX module is signed by another than Intel's identity says"
            : !Masked(td.SeamAttributes.Span, identity.AttributesMask, identity.Attributes) ? "the TDX module's attributes differ from Intel's identity"
            : null;
        if (fault is null && svn[1] != 0)
        {
            level = identity!.Levels.FirstOrDefault(level => level.IsvSvn <= svn[0]);
            if (level is null) fault = $"version {svn[0]} of module {id} is older than any that Intel lists";
        }

        return steps.Check(StepNames.TdxModule, fault, svn[1] == 0 ? "Intel's TDX module" : $"module {id} version {svn[0]} is {level?.Status}");
    }

    /// <summary>
    /// Step 10, the platform: the first row that it reaches in every component. Components 0 and 1 of the TDX part are the
    /// module's version: where the module has an identity of its own, that judged them, and only 2 to 15 are compared.
    /// </summary>
    private static TcbLevel? JudgePlatform(TdReport? td, PckExtension platform, TcbInfo info, StepList steps)
    {
        byte[] module = td?.TeeTcbSvn.ToArray() ?? [];
        int from = td is not null && module[1] > 0 ? 2 : 0;
        TcbLevel? found = info.Levels.FirstOrDefault(level =>
            Reaches(platform.CpuSvn, level.Sgx) && platform.PceSvn >= level.PceSvn && (td is null || Reaches(module.AsSpan(from), level.Tdx.AsSpan(from))));
        steps.Check(StepNames.TcbLevel, found is not null, $"the platform's versions are {found?.Status}",
            $"the platform's versions (CPU {Convert.ToHexStringLower(platform.CpuSvn)}, PCE {platform.PceSvn}{(td is null ? "" : $", TDX {Convert.ToHexStringLower(module)}")}) are older than any that Intel lists");
        return found;
    }

    private static bool Reaches(ReadOnlySpan<byte> found, ReadOnlySpan<byte> wanted)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            if (found[i] < wanted[i]) return false;
        }

        return true;
    }

    private static bool Masked(ReadOnlySpan<byte> found, byte[] mask, byte[] wanted)
    {
        for (int i = 0; i < mask.Length; i++)
        {
            if ((found[i] & mask[i]) != (wanted[i] & mask[i])) return false;
        }

        return true;
    }
}
