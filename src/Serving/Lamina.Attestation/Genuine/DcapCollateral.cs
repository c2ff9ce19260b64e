using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>What Intel says, once it is known to be Intel's word and current.</summary>
internal sealed record DcapVendorWord(TcbInfo TcbInfo, QeIdentity QeIdentity);

/// <summary>Intel's collateral: steps 2 to 5. Every document is checked even if another failed.</summary>
internal static class DcapCollateral
{
    private const string SignerName = "Intel SGX TCB Signing";

    public static DcapVendorWord? Check(Quote quote, DcapPlatform platform, VerificationContext context)
    {
        StepList steps = context.Steps;
        context.CheckReadable();
        RevocationList? rootList = null;
        if (context.RevocationRequired)
        {
            rootList = Revocation.Find(context, StepNames.RootCrl, platform.Root);
            if (Revocation.Find(context, StepNames.PckCrl, platform.Ca) is { } pckList)
            {
                steps.Check(StepNames.PckRevocation, !Revocation.Names(pckList, platform.Pck), "the platform's certificate is not revoked", "the platform's certificate is revoked");
            }
        }
        else
        {
            foreach (string step in new[] { StepNames.RootCrl, StepNames.PckCrl, StepNames.PckRevocation }) steps.Skip(step, VerificationContext.NoRevocation);
        }

        X509Certificate2? tcbSigner = null;
        X509Certificate2? qeSigner = null;
        TcbInfo? info = FindTcbInfo(quote, platform, context) is { } tcb && IsSigned(tcb, tcb.Content.Raw, TcbInfoSteps, platform.Root, context, out tcbSigner)
            && IsCurrent(StepNames.TcbInfoDates, "TCB info", tcb.Content.IssueDate, tcb.Content.NextUpdate, context) ? tcb.Content : null;
        QeIdentity? identity = FindQeIdentity(quote, context) is { } qe && IsSigned(qe, qe.Content.Raw, QeIdentitySteps, platform.Root, context, out qeSigner)
            && IsCurrent(StepNames.QeIdentityDates, "QE identity", qe.Content.IssueDate, qe.Content.NextUpdate, context) ? qe.Content : null;
        CheckAuthorities(rootList, [platform.Ca, tcbSigner, qeSigner], context);
        context.CloseCollateral();
        if (info is not null) context.Trust(new CollateralVersion($"tcb-info {info.Id} {Convert.ToHexString(info.Fmspc)}", info.EvaluationNumber, info.IssueDate));
        if (identity is not null) context.Trust(new CollateralVersion($"qe-identity {identity.Id}", identity.EvaluationNumber, identity.IssueDate));
        return info is not null && identity is not null && !steps.Failed ? new DcapVendorWord(info, identity) : null;
    }

    private static readonly (string Chain, string Signature) TcbInfoSteps = (StepNames.TcbInfoChain, StepNames.TcbInfoSignature);
    private static readonly (string Chain, string Signature) QeIdentitySteps = (StepNames.QeIdentityChain, StepNames.QeIdentitySignature);

    private static SignedDocument<TcbInfo>? FindTcbInfo(Quote quote, DcapPlatform platform, VerificationContext context)
    {
        string id = quote.Td is null ? "SGX" : "TDX";
        string wanted = $"{id} FMSPC {Convert.ToHexString(platform.Extension.Fmspc)} PCEID {Convert.ToHexString(platform.Extension.PceId)}";
        List<SignedDocument<TcbInfo>> all = context.Documents.TcbInfos;
        if (all.Count == 0)
        {
            context.Absent(StepNames.TcbInfoPresent, $"there is no TCB info for {wanted}");
            return null;
        }

        context.Steps.Pass(StepNames.TcbInfoPresent, $"{all.Count} found");
        SignedDocument<TcbInfo>[] own = [.. all.Where(info => info.Content.Id == id && info.Content.Fmspc.AsSpan().SequenceEqual(platform.Extension.Fmspc) && info.Content.PceId.AsSpan().SequenceEqual(platform.Extension.PceId))];
        string others = string.Join(", ", all.Take(4).Select(info => $"{info.Content.Id} FMSPC {Convert.ToHexString(info.Content.Fmspc)} PCEID {Convert.ToHexString(info.Content.PceId)}"));
        if (context.Only(StepNames.TcbInfoPlatform, own, info => info.Content.Raw, info => info.Source, $"wanted TCB info for {wanted}, found {others}") is not { } found) return null;
        foreach (SignedDocument<TcbInfo> same in own) context.Use(same);
        context.Steps.Pass(StepNames.TcbInfoPlatform, $"for {wanted}, evaluation number {found.Content.EvaluationNumber}");
        return found;
    }

    private static SignedDocument<QeIdentity>? FindQeIdentity(Quote quote, VerificationContext context)
    {
        string id = quote.Td is null ? "QE" : "TD_QE";
        List<SignedDocument<QeIdentity>> all = context.Documents.QeIdentities;
        if (all.Count == 0)
        {
            context.Absent(StepNames.QeIdentityPresent, $"there is no identity of the quoting enclave ({id})");
            return null;
        }

        context.Steps.Pass(StepNames.QeIdentityPresent, $"{all.Count} found");
        SignedDocument<QeIdentity>[] own = [.. all.Where(identity => identity.Content.Id == id)];
        if (context.Only(StepNames.QeIdentityKind, own, identity => identity.Content.Raw, identity => identity.Source, $"wanted the identity of {id}, found that of {string.Join(", ", all.Take(4).Select(identity => identity.Content.Id))}") is not { } found) return null;
        foreach (SignedDocument<QeIdentity> same in own) context.Use(same);
        context.Steps.Pass(StepNames.QeIdentityKind, $"of {id}, evaluation number {found.Content.EvaluationNumber}");
        return found;
    }

    private static bool IsSigned<T>(SignedDocument<T> document, ReadOnlyMemory<byte> raw, (string Chain, string Signature) names, X509Certificate2 root, VerificationContext context, out X509Certificate2? signer)
    {
        signer = Signer(document, names.Chain, context);
        if (signer is null) return false;
        X509Certificate2 certificate = signer;
        bool strange = document.Signers.Any(entry => entry.Certificate != certificate && !entry.Certificate.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span));
        string? fault = strange ? $"{document.Source}: with the signer came a certificate that is not the pinned '{TrustAnchors.CommonName(root)}'"
            : CertificateChain.Fault([certificate, root], context.Now, context.Verified);
        if (!context.Steps.Check(names.Chain, fault, $"'{SignerName}', issued by the root")) return false;
        bool good = context.Verified.Holds(() => Verify(certificate, raw, document.Signature), context.Verified.DigestOf(document, raw), document.Signature, certificate.RawDataMemory, "json"u8.ToArray());
        return context.Steps.Check(names.Signature, good, "signed over its exact text", $"{document.Source}: the text is not what '{SignerName}' signed");
    }

    /// <summary>The certificate that came with the document, else the one in the collateral, else the built-in one whose period it is.</summary>
    private static X509Certificate2? Signer<T>(SignedDocument<T> document, string step, VerificationContext context)
    {
        SourcedCertificate[] candidates = [.. (document.Signers.Count > 0 ? document.Signers : context.Documents.Certificates).Where(entry => TrustAnchors.CommonName(entry.Certificate) == SignerName)];
        if (candidates.Length == 0 && document.Signers.Count == 0)
        {
            candidates = [.. TrustAnchors.IntelSigners.Reverse().OrderBy(certificate => CertificateChain.Period(certificate, context.Now) is null ? 0 : 1).Take(1).Select(certificate => new SourcedCertificate("built in", certificate))];
        }

        return context.Only(step, candidates, entry => entry.Certificate.RawDataMemory, entry => entry.Source, $"{document.Source}: no certificate '{SignerName}' came with it")?.Certificate;
    }

    private static bool Verify(X509Certificate2 signer, ReadOnlyMemory<byte> raw, byte[] signature)
    {
        using ECDsa? key = signer.GetECDsaPublicKey();
        return key is { KeySize: 256 } && key.VerifyData(raw.Span, signature, HashAlgorithmName.SHA256);
    }

    private static bool IsCurrent(string step, string what, DateTimeOffset issued, DateTimeOffset next, VerificationContext context) => context.Steps.Check(step,
        context.Now < issued ? $"{what} was issued on {CertificateChain.Text(issued)}, which is still to come"
            : context.Now >= next ? $"{what} expired on {CertificateChain.Text(next)}"
            : null,
        $"issued {CertificateChain.Text(issued)}, current until {CertificateChain.Text(next)}");

    private static void CheckAuthorities(RevocationList? rootList, IEnumerable<X509Certificate2?> authorities, VerificationContext context)
    {
        if (!context.RevocationRequired)
        {
            context.Steps.Skip(StepNames.CaRevocation, VerificationContext.NoRevocation);
        }
        else if (rootList is not null)
        {
            X509Certificate2? revoked = authorities.FirstOrDefault(certificate => certificate is not null && Revocation.Names(rootList, certificate));
            context.Steps.Check(StepNames.CaRevocation, revoked is null, "no authority or signer is revoked", $"the root revoked '{(revoked is null ? "" : TrustAnchors.CommonName(revoked))}'");
        }
    }
}
