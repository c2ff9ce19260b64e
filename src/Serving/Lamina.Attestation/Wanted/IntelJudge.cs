using Lamina.Attestation.Policies;

namespace Lamina.Attestation.Wanted;

/// <summary>Does a policy want this SGX enclave or TDX machine? Every fault is listed, not the first alone.</summary>
internal static class IntelJudge
{
    public static void Judge(SgxClaims claims, SgxPolicy policy, StepList steps)
    {
        steps.Check(StepNames.PolicyMeasurement, policy.Measurements.Any(wanted => Matches(claims, wanted)),
            $"the policy lists MRENCLAVE {Hex(claims.MrEnclave)} or its signer",
            $"MRENCLAVE {Hex(claims.MrEnclave)} and MRSIGNER {Hex(claims.MrSigner)} (product {claims.Product}, svn {claims.Svn}) match none of the {policy.Measurements.Count} that the policy lists");
        steps.Pass(StepNames.PolicyCode, "the enclave's measurement covers the program");
        DebugJudge.Judge(claims, policy.AllowDebug, steps);
    }

    public static void Judge(TdxClaims claims, TdxPolicy policy, StepList steps)
    {
        steps.Check(StepNames.PolicyMeasurement, policy.Measurements.Any(wanted => Matches(claims, wanted)),
            $"the policy lists MRTD {Hex(claims.MrTd)} with these registers",
            $"MRTD {Hex(claims.MrTd)} and its registers match none of the {policy.Measurements.Count} machines that the policy lists{Nearest(claims, policy)}");
        CodeJudge.Judge(policy.Code, steps);
        DebugJudge.Judge(claims, policy.AllowDebug, steps);
        bool named = policy.Measurements.Any(wanted => wanted.ServiceTd.Matches(claims.ServiceTd.Span));
        steps.Check(StepNames.ServiceTd, named, IsZero(claims.ServiceTd) ? "no service domain is bound" : "the policy names the service domain", $"service domain {Hex(claims.ServiceTd)} is bound, which the policy does not name");
    }

    /// <summary>Without a policy nobody named a service domain, so none may be bound.</summary>
    public static void JudgeServiceTd(TdxClaims claims, StepList steps) => steps.Check(StepNames.ServiceTd, IsZero(claims.ServiceTd),
        "no service domain is bound", $"service domain {Hex(claims.ServiceTd)} is bound, which only a policy can accept");

    public static void Judge(string status, IReadOnlyList<string> advisories, int evaluationNumber, TcbRequirement wanted, DateTimeOffset now, StepList steps)
    {
        Tolerated? accepted = wanted.Statuses.FirstOrDefault(entry => entry.Name == status);
        steps.Check(StepNames.PolicyTcbStatus, accepted is null ? $"the platform is {status}; the policy accepts {string.Join(", ", wanted.Statuses.Select(entry => entry.Name))}"
            : accepted.Holds(now) ? null : $"the policy accepted {status} only until {accepted.Until:u}", $"the policy accepts {status}");
        string[] unwanted = wanted.Advisories is null ? [] : [.. advisories.Where(id => !wanted.Advisories.Any(entry => entry.Name == id && entry.Holds(now)))];
        steps.Check(StepNames.PolicyAdvisories, unwanted.Length == 0, advisories.Count == 0 ? "none applies" : $"the policy accepts {string.Join(", ", advisories)}", $"the policy does not accept, or no longer: {string.Join(", ", unwanted)}");
        steps.Check(StepNames.PolicyEvaluationNumber, evaluationNumber >= wanted.MinEvaluationNumber, $"{evaluationNumber}", $"the collateral's evaluation number {evaluationNumber} is below the policy's {wanted.MinEvaluationNumber}");
    }

    private static bool Matches(SgxClaims claims, SgxMeasurement wanted) => wanted switch
    {
        SgxBuild build => claims.MrEnclave.Span.SequenceEqual(build.MrEnclave.Span),
        SgxSigner signer => claims.MrSigner.Span.SequenceEqual(signer.MrSigner.Span) && claims.Product == signer.Product && claims.Svn >= signer.MinSvn,
        _ => false,
    };

    private static bool Matches(TdxClaims claims, TdxMeasurement wanted) => Differences(claims, wanted).Count == 0;

    private static string Nearest(TdxClaims claims, TdxPolicy policy) =>
        $"; the nearest differs in {string.Join(", ", policy.Measurements.Select(wanted => Differences(claims, wanted)).MinBy(differences => differences.Count)!)}";

    private static List<string> Differences(TdxClaims claims, TdxMeasurement wanted)
    {
        (string Name, MeasuredValue Wanted, ReadOnlyMemory<byte> Found)[] fields =
        [
            ("mrtd", wanted.MrTd, claims.MrTd), ("rtmr0", wanted.Rtmr0, claims.Rtmr[0]), ("rtmr1", wanted.Rtmr1, claims.Rtmr[1]), ("rtmr2", wanted.Rtmr2, claims.Rtmr[2]),
            ("rtmr3", wanted.Rtmr3, claims.Rtmr[3]), ("mrconfigid", wanted.ConfigId, claims.ConfigId), ("mrowner", wanted.Owner, claims.Owner),
            ("mrownerconfig", wanted.OwnerConfig, claims.OwnerConfig), ("mr_servicetd", wanted.ServiceTd, claims.ServiceTd),
        ];
        return [.. fields.Where(field => !field.Wanted.Matches(field.Found.Span)).Select(field => field.Name)];
    }

    private static bool IsZero(ReadOnlyMemory<byte> value) => value.Span.IndexOfAnyExcept((byte)0) < 0;

    private static string Hex(ReadOnlyMemory<byte> value) => Convert.ToHexStringLower(value.Span);
}
