using Lamina.Attestation.Policies;

namespace Lamina.Attestation.Wanted;

/// <summary>Does a policy want this SEV-SNP machine? Every fault is listed, not the first alone.</summary>
internal static class SnpJudge
{
    public static void Judge(SnpClaims claims, SnpPolicy policy, StepList steps)
    {
        bool measured = policy.Measurements.Any(wanted => wanted.Measurement.Matches(claims.Measurement.Span) && wanted.HostData.Matches(claims.HostData.Span) && wanted.IdKeyDigest.Matches(claims.IdKeyDigest.Span));
        string found = $"measurement {Hex(claims.Measurement)}, host data {Hex(claims.HostData)}, id key {Hex(claims.IdKeyDigest)}";
        steps.Check(StepNames.PolicyMeasurement, measured, $"the policy lists {found}", $"{found} match none of the {policy.Measurements.Count} machines that the policy lists");
        CodeJudge.Judge(policy.Code, steps);
        DebugJudge.Judge(claims, policy.AllowDebug, steps);
        JudgeTcb(claims.Tcb!, policy, steps);
        steps.Check(StepNames.PolicyVmpl, claims.Vmpl <= policy.MaxVmpl, $"level {claims.Vmpl}", $"level {claims.Vmpl} is less privileged than the policy's {policy.MaxVmpl}");
        steps.Check(StepNames.PolicySigningKey, policy.SigningKeys.Contains(claims.SigningKey), $"{claims.SigningKey}", $"the policy does not accept reports signed by a {claims.SigningKey}");
        JudgeGuestPolicy(claims.GuestPolicy, policy, steps);
    }

    private static void JudgeTcb(SnpTcb found, SnpPolicy policy, StepList steps)
    {
        SnpTcb? wanted = policy.MinimumTcb.FirstOrDefault(tcb => tcb.Product == found.Product);
        bool reached = wanted is not null && found.Fmc >= wanted.Fmc && found.Bootloader >= wanted.Bootloader && found.Tee >= wanted.Tee && found.Snp >= wanted.Snp && found.Microcode >= wanted.Microcode;
        steps.Check(StepNames.PolicyMinimumTcb, reached, $"{found}", wanted is null ? $"the policy does not name the product {found.Product}" : $"{found} is below the policy's {wanted}");
    }

    private static void JudgeGuestPolicy(ulong found, SnpPolicy policy, StepList steps)
    {
        string[] surplus = [.. SnpGuestPolicyBits.Permissions.Where(bit => (found >> bit.Value & 1) == 1 && !policy.AllowedPermissions.Contains(bit.Key)).Select(bit => bit.Key)];
        string[] lacking = [.. policy.RequiredProtections.Where(name => (found >> SnpGuestPolicyBits.Protections[name] & 1) == 0)];
        steps.Check(StepNames.PolicyGuestPolicy, surplus.Length + lacking.Length == 0, $"guest policy 0x{found:x}",
            $"guest policy 0x{found:x}: permits {List(surplus)} beyond the policy, lacks {List(lacking)}");
    }

    private static string List(string[] names) => names.Length == 0 ? "nothing" : string.Join(", ", names);

    private static string Hex(ReadOnlyMemory<byte> value) => Convert.ToHexStringLower(value.Span);
}
