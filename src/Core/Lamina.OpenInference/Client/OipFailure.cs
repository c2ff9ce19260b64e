namespace Lamina.OpenInference.Client;

/// <summary>How a call to an OIP server ended: at which stage, and whose doing it was. <see cref="OipFailures"/> names both.</summary>
public enum OipFailure
{
    /// <summary>Answered.</summary>
    None = 0,

    /// <summary>No connection: nobody listens, the name is unknown, or the network is down.</summary>
    NotConnected,

    /// <summary>TLS failed: the certificate is not one that is trusted here, or ours was not accepted.</summary>
    NotTrusted,

    /// <summary>The request is larger than the caller allowed; nothing was sent.</summary>
    RequestTooLarge,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The connection broke while the request was under way.</summary>
    ConnectionLost,

    /// <summary>No answer before the deadline.</summary>
    TimedOut,

    /// <summary>The server calls the request wrong, or too large.</summary>
    RequestRefused,

    /// <summary>The server does not know the model or its version.</summary>
    ModelUnknown,

    /// <summary>The server is starting, draining or full: another one, or a later moment, may do.</summary>
    Overloaded,

    /// <summary>The server demands credentials that were not given.</summary>
    NotPermitted,

    /// <summary>The server does not offer this call.</summary>
    NotOffered,

    /// <summary>The server failed.</summary>
    ServerFailed,

    /// <summary>The answer is larger than the caller allowed.</summary>
    ReplyTooLarge,

    /// <summary>The answer is malformed: tensors that contradict themselves, or no protocol at all.</summary>
    ReplyMalformed,
}

/// <summary>Where a call failed.</summary>
public enum OipStage
{
    /// <summary>Nowhere.</summary>
    Done,

    /// <summary>Before the request left.</summary>
    Connect,

    /// <summary>Between request and answer.</summary>
    Wait,

    /// <summary>In the answer.</summary>
    Reply,
}

/// <summary>Who failed, as far as this side can know.</summary>
public enum OipParty
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>This side.</summary>
    Caller,

    /// <summary>What lies between.</summary>
    Network,

    /// <summary>The other side.</summary>
    Server,
}

/// <summary>Stage and party of every <see cref="OipFailure"/>.</summary>
public static class OipFailures
{
    /// <summary>Where the call failed.</summary>
    public static OipStage Stage(this OipFailure failure) => failure switch
    {
        OipFailure.None => OipStage.Done,
        OipFailure.NotConnected or OipFailure.NotTrusted or OipFailure.RequestTooLarge => OipStage.Connect,
        OipFailure.ReplyTooLarge or OipFailure.ReplyMalformed => OipStage.Reply,
        _ => OipStage.Wait,
    };

    /// <summary>Whose doing it was.</summary>
    public static OipParty Party(this OipFailure failure) => failure switch
    {
        OipFailure.None => OipParty.None,
        OipFailure.RequestTooLarge or OipFailure.Cancelled => OipParty.Caller,
        OipFailure.NotConnected or OipFailure.NotTrusted or OipFailure.ConnectionLost => OipParty.Network,
        _ => OipParty.Server,
    };

    /// <summary>Whether the same request may succeed on another server, or here later: true of every failure that is not the caller's own doing.</summary>
    public static bool MayBeRetried(this OipFailure failure) => failure
        is not (OipFailure.None or OipFailure.RequestTooLarge or OipFailure.Cancelled);
}
