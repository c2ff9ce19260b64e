namespace Lamina.Protocol;

/// <summary>Paths of an enclave and the rules that go with them (docs/protocol.md section 1).</summary>
public static class Endpoints
{
    /// <summary><c>GET</c>: the key list, <see cref="MediaTypes.OhttpKeys"/>.</summary>
    public const string Keys = "/lamina/v1/keys";

    /// <summary><c>GET</c>: the exact bytes of the plan, <see cref="MediaTypes.Json"/>.</summary>
    public const string Plan = "/lamina/v1/plan";

    /// <summary><c>POST</c>: an evidence request, answered with a bundle; both <see cref="MediaTypes.Json"/>.</summary>
    public const string Evidence = "/lamina/v1/evidence";

    /// <summary><c>POST</c>: a sealed request, answered with a sealed response.</summary>
    public const string Infer = "/lamina/v1/infer";

    /// <summary><c>POST</c> at a plan's owner, by an enclave: which plan, answered with a nonce (<see cref="KeyRelease.ReleaseNonce"/>).</summary>
    public const string ReleaseNonce = "/lamina/v1/release/nonce";

    /// <summary><c>POST</c> at a plan's owner, by an enclave: a bundle of purpose <c>key-release</c>, answered with a <see cref="KeyRelease.ReleasedKey"/>.</summary>
    public const string Release = "/lamina/v1/release";

    /// <summary>
    /// How often a client may verify anew because an enclave could not open its request. Always under the same policy,
    /// and every retry is sealed anew: the same bytes are a replay.
    /// </summary>
    public const int MaximumReverifications = 2;
}
