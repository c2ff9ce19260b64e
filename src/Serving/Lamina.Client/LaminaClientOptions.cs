using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Attestation.Policies;

namespace Lamina.Client;

/// <summary>How to reach an enclave and what to demand of it. Immutable.</summary>
public sealed record LaminaClientOptions
{
    /// <summary>Where the enclave listens, such as <c>http://127.0.0.1:8443</c>. The channel is sealed by itself; TLS is welcome and not needed.</summary>
    public required Uri Server { get; init; }

    /// <summary>
    /// Further enclaves of the same plan, in the order in which they are tried when one fails. Each is verified for itself under the same
    /// policy before anything is sealed to it. Default none.
    /// </summary>
    public IReadOnlyList<Uri> MoreServers { get; init; } = [];

    /// <summary>What is demanded of the evidence. There is no default: nothing is sent to an enclave that nobody described.</summary>
    public required Policy Policy { get; init; }

    /// <summary>What the vendors say about their platforms, beside what the server supplies. Default none: enough for the simulated kind only.</summary>
    public CollateralSet Collateral { get; init; } = CollateralSet.Empty;

    /// <summary>Fetches and keeps the vendors' documents. Default null: the server's are used. Either way each document is verified.</summary>
    public CollateralCache? CollateralCache { get; init; }

    /// <summary>Remembers the newest issue of each document and refuses older ones. Default null: nothing is remembered. Give one wherever a disk is; a file of it that cannot be used fails the verification (<see cref="LaminaFailure.NotRemembered"/>).</summary>
    public RollbackStore? RollbackStore { get; init; }

    /// <summary>Takes sentences for a person, such as that a document will expire in days. Default null: they are dropped.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>
    /// Longest wait for one answer, to its last byte; with several servers, of each. More than zero, at most 24 days, or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. Default 100 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to something else.</exception>
    public TimeSpan Timeout
    {
        get;
        init => field = value == System.Threading.Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A timeout is more than zero and at most 24 days.");
    } = TimeSpan.FromSeconds(100);

    /// <summary>Bearer token that the enclave's operator asks for, sent inside the seal; ASCII without blanks, at most 1024 characters. Default none.</summary>
    public string? Token { get; init; }

    /// <summary>The clock that judges evidence and expiry and measures waits and <see cref="Timeout"/>. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the connections; for tests and proxies. Default null: <see cref="SocketsHttpHandler"/>. Owned by the caller.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Replaces the vendor's root, for tests with a PKI of their own.</summary>
    internal X509Certificate2? TrustRoot { get; init; }
}
