using Lamina.Protocol.Gateway;

namespace Lamina.Protocol.Problems;

/// <summary>
/// The only answers that leave <see cref="Endpoints.Infer"/> unsealed, because no request was opened. They are the host's
/// word: a client may verify anew because of the first, and must not believe any.
/// </summary>
public static class HostProblems
{
    /// <summary>The type of <see cref="Key"/> (RFC 9458 section 5.3).</summary>
    public const string KeyType = "https://iana.org/assignments/http-problem-types#ohttp-key";

    /// <summary>The type of <see cref="Size"/> and <see cref="TooLarge"/>.</summary>
    public const string SizeType = Problem.TypePrefix + "request-size";

    /// <summary>The type of <see cref="Form"/>.</summary>
    public const string FormType = Problem.TypePrefix + "media-type";

    /// <summary>The type of <see cref="Slow"/>.</summary>
    public const string TimeType = Problem.TypePrefix + "request-time";

    private const string SizeTitle = "Sealed requests of a plan have one length.";

    /// <summary>
    /// The one answer to an unknown key, an expired key, a failed opening and a replay: the same bytes whatever the reason,
    /// so that whoever sends forged requests learns nothing.
    /// </summary>
    public static HostProblem Key { get; } = Of(new Problem(KeyType, "No current key opens this request.", 400));

    /// <summary>The answer to a request of another length than the plan's.</summary>
    public static HostProblem Size { get; } = Of(new Problem(SizeType, SizeTitle, 400));

    /// <summary>The answer to a body that is longer than any sealed request of the plan; what is over the limit is not read.</summary>
    public static HostProblem TooLarge { get; } = Of(new Problem(SizeType, SizeTitle, 413));

    /// <summary>The answer to a body that does not come in time; nothing of it was opened.</summary>
    public static HostProblem Slow { get; } = Of(new Problem(TimeType, "The request did not come in time.", 408));

    /// <summary>The answer to a body of another media type than the two forms have.</summary>
    public static HostProblem Form { get; } = Of(new Problem(FormType, "Requests are message/ohttp-req or message/ohttp-chunked-req.", 415));

    /// <summary>The answer to a request that <see cref="RequestKeys.TryOpen"/> refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It was not refused.</exception>
    public static HostProblem For(RequestRefusal refusal) => refusal switch
    {
        RequestRefusal.Key or RequestRefusal.Opening or RequestRefusal.Replay => Key,
        RequestRefusal.Size => Size,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };

    private static HostProblem Of(Problem problem) => new(problem.Status, problem.ToJson());
}
