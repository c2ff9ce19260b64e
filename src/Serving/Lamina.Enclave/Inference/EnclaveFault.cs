namespace Lamina.Enclave.Inference;

/// <summary>Who caused a failure, as far as the enclave can know.</summary>
internal enum Party
{
    /// <summary>Whoever sealed the request.</summary>
    Client,

    /// <summary>This program.</summary>
    Enclave,

    /// <summary>What lies between enclave and worker.</summary>
    Network,

    /// <summary>The untrusted side.</summary>
    Worker,
}

/// <summary>Names of <see cref="Party"/> in problem documents, logs and metrics.</summary>
internal static class Parties
{
    /// <summary>Its name.</summary>
    public static string Name(this Party party) => party switch
    {
        Party.Client => "client",
        Party.Enclave => "enclave",
        Party.Network => "network",
        _ => "worker",
    };
}

/// <summary>Why an opened request has no answer. It travels sealed.</summary>
/// <param name="Status">HTTP status inside the seal.</param>
/// <param name="Step">Number of the step that failed, 4 to 7.</param>
/// <param name="Party">Whose doing it was.</param>
/// <param name="Detail">One sentence; never a peer's words, never content.</param>
internal sealed record EnclaveFault(int Status, int Step, Party Party, string Detail)
{
    /// <summary>The request is wrong: 400.</summary>
    public static EnclaveFault BadRequest(string detail) => new(400, 4, Party.Client, detail);
}

/// <summary>Ends a request with a fault.</summary>
internal sealed class EnclaveFaultException(EnclaveFault fault) : Exception(fault.Detail)
{
    /// <summary>The fault.</summary>
    public EnclaveFault Fault { get; } = fault;
}
