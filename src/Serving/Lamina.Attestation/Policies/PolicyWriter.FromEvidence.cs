using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Policies;

/// <summary>Policies from evidence: what <c>attest policy</c> writes for a person to review.</summary>
public static partial class PolicyWriter
{
    /// <summary>How long a policy from evidence puts up with a platform that is not up to date: 30 days.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(30);

    /// <summary>
    /// A policy that accepts this machine, this program and these plans, and nothing looser: fresh evidence, revocation
    /// required, no debugging, never any. It is complete and usable as written; a person reviews it before trusting it.
    /// </summary>
    /// <param name="result">A verification that was not refused.</param>
    /// <param name="planDigests">The plans to accept, 32 bytes each, at least one.</param>
    /// <param name="now">The clock that the expiry of tolerated weaknesses counts from.</param>
    /// <exception cref="ArgumentException">The evidence was refused or is of a debuggable machine, or there is no plan.</exception>
    public static Policy FromEvidence(VerificationResult result, IReadOnlyList<ReadOnlyMemory<byte>> planDigests, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(planDigests);
        if (result.Outcome == VerificationOutcome.Refused || result.Claims is not { } claims)
        {
            throw new ArgumentException($"No policy is written from evidence that is {result}.", nameof(result));
        }

        if (claims.Debug)
        {
            throw new ArgumentException("No policy is written from evidence of a machine that can be debugged; allow that by hand.", nameof(result));
        }

        var policy = new Policy
        {
            Simulated = claims is SimulatedClaims simulated ? new SimulatedPolicy { AllowDebug = false, Measurements = [Exactly(simulated.Measurement)] } : null,
            Sgx = claims is SgxClaims sgx ? new SgxPolicy { AllowDebug = false, Measurements = [new SgxBuild(sgx.MrEnclave)], Tcb = Tcb(result, now) } : null,
            Tdx = claims is TdxClaims tdx ? Tdx(tdx, Tcb(result, now)) : null,
            SevSnp = claims is SnpClaims snp ? Snp(snp) : null,
            Plan = new PlanDigests([.. planDigests]),
            Freshness = new FreshEvidence(),
            HpkeSuites = [HpkeSuiteName.Default],
            Revocation = RevocationMode.Required,
        };
        return policy.Validate() is { Count: > 0 } faults ? throw new ArgumentException(string.Join("; ", faults), nameof(planDigests)) : policy;
    }

    /// <summary>
    /// Every register as found. Whether they cover the program is for the reviewer to say: a machine whose image is measured
    /// into RTMR1 and RTMR2 covers it, so <c>measured</c> stands here together with those registers.
    /// </summary>
    private static TdxPolicy Tdx(TdxClaims claims, TcbRequirement tcb) => new()
    {
        Code = CodeCoverage.Measured,
        AllowDebug = false,
        Measurements =
        [
            new TdxMeasurement
            {
                MrTd = Exactly(claims.MrTd),
                Rtmr0 = Exactly(claims.Rtmr[0]),
                Rtmr1 = Exactly(claims.Rtmr[1]),
                Rtmr2 = Exactly(claims.Rtmr[2]),
                Rtmr3 = Exactly(claims.Rtmr[3]),
                ConfigId = Exactly(claims.ConfigId),
                Owner = Exactly(claims.Owner),
                OwnerConfig = Exactly(claims.OwnerConfig),
                ServiceTd = Exactly(claims.ServiceTd),
            },
        ],
        Tcb = tcb,
    };

    private static SnpPolicy Snp(SnpClaims claims) => new()
    {
        Code = CodeCoverage.Measured,
        AllowDebug = false,
        Measurements = [new SnpMeasurement(Exactly(claims.Measurement), Exactly(claims.HostData), Exactly(claims.IdKeyDigest))],
        MinimumTcb = [claims.Tcb!],
        MaxVmpl = claims.Vmpl,
        SigningKeys = [claims.SigningKey],
        AllowedPermissions = Set(claims, SnpGuestPolicyBits.Permissions),
        RequiredProtections = Set(claims, SnpGuestPolicyBits.Protections),
    };

    private static string[] Set(SnpClaims claims, IReadOnlyDictionary<string, int> bits) => [.. bits.Where(bit => (claims.GuestPolicy >> bit.Value & 1) == 1).Select(bit => bit.Key)];

    /// <summary>The platform's own status and advisories; a weakness is tolerated for a time, and then somebody looks again.</summary>
    private static TcbRequirement Tcb(VerificationResult result, DateTimeOffset now)
    {
        DateTimeOffset until = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Tolerance;
        Tolerated current = new("UpToDate", null);
        return new TcbRequirement
        {
            Statuses = result.TcbStatus == current.Name ? [current] : [current, new Tolerated(result.TcbStatus!, until)],
            Advisories = [.. result.Advisories.Select(id => new Tolerated(id, until))],
            MinEvaluationNumber = result.EvaluationNumber!.Value,
        };
    }

    private static MeasuredValue Exactly(ReadOnlyMemory<byte> value) => MeasuredValue.Exactly(value.Span);
}
