namespace Lamina.Protocol.Problems;

/// <summary>
/// The only problems that leave an enclave unsealed, because no sealed request was opened. They are the host's word: a
/// client may verify anew because of the first, and must not believe any.
/// </summary>
public static class HostProblems
{
    private static readonly byte[] KeyBytes =
        """{"type":"https://iana.org/assignments/http-problem-types#ohttp-key","title":"No current key opens this request.","status":400}"""u8.ToArray();

    /// <summary>The type of the one answer to an unknown key, an expired key, a failed opening and a replay (RFC 9458 section 5.3).</summary>
    public const string KeyType = "https://iana.org/assignments/http-problem-types#ohttp-key";

    /// <summary>HTTP status of that answer.</summary>
    public const int KeyStatus = 400;

    /// <summary>The type of the answer to a request whose length is not the one of the plan.</summary>
    public const string SizeType = Problem.TypePrefix + "request-size";

    /// <summary>
    /// The bytes of that one answer, the same whatever the reason: whoever sends forged requests learns nothing from it.
    /// </summary>
    public static ReadOnlyMemory<byte> Key => KeyBytes;

    /// <summary>The answer to a sealed request of another length: 413 if it is longer, 400 if it is shorter.</summary>
    /// <param name="expected">Bytes that a sealed request of this plan and suite has.</param>
    /// <param name="found">Bytes that were sent.</param>
    public static Problem Size(long expected, long found) =>
        new(SizeType, "Sealed requests of a plan have one length.", found > expected ? 413 : 400) { Detail = $"{expected} bytes are wanted for this suite." };
}
