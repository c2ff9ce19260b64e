namespace Lamina.Attestation.Policies;

/// <summary>Whether the evidence of a kind covers the program itself.</summary>
public enum CodeCoverage
{
    /// <summary>The measurements cover the program, its data included.</summary>
    Measured,

    /// <summary>The evidence shows the machine only; what runs on it is somebody's word. The step <c>policy-code</c> then reads not-checked.</summary>
    NotMeasured,
}

/// <summary>What is demanded of the simulated TEE. Its presence accepts that no hardware protects anything.</summary>
public sealed record SimulatedPolicy
{
    /// <summary>True to accept evidence that says it is being debugged.</summary>
    public required bool AllowDebug { get; init; }

    /// <summary>Accepted measurements, 32 bytes each, at least one.</summary>
    public required IReadOnlyList<MeasuredValue> Measurements { get; init; }
}

/// <summary>What is demanded of an SGX enclave.</summary>
public sealed record SgxPolicy
{
    /// <summary>True to accept a debug enclave, into which its host can look.</summary>
    public required bool AllowDebug { get; init; }

    /// <summary>Accepted programs; one match suffices.</summary>
    public required IReadOnlyList<SgxMeasurement> Measurements { get; init; }

    /// <summary>What is demanded of the platform.</summary>
    public required TcbRequirement Tcb { get; init; }
}

/// <summary>One accepted SGX program: the exact build, or what a signer vouches for.</summary>
public abstract record SgxMeasurement;

/// <summary>One exact build.</summary>
/// <param name="MrEnclave">32 bytes.</param>
public sealed record SgxBuild(ReadOnlyMemory<byte> MrEnclave) : SgxMeasurement;

/// <summary>Any build of one product by one signer from a version on.</summary>
/// <param name="MrSigner">32 bytes.</param>
/// <param name="Product">ISVPRODID, 0..65535.</param>
/// <param name="MinSvn">Lowest accepted ISVSVN, 0..65535.</param>
public sealed record SgxSigner(ReadOnlyMemory<byte> MrSigner, ushort Product, ushort MinSvn) : SgxMeasurement;

/// <summary>What is demanded of a TDX machine.</summary>
public sealed record TdxPolicy
{
    /// <summary>Whether the measurements cover the program.</summary>
    public required CodeCoverage Code { get; init; }

    /// <summary>True to accept a machine into which its host can look.</summary>
    public required bool AllowDebug { get; init; }

    /// <summary>Accepted machines; one match suffices.</summary>
    public required IReadOnlyList<TdxMeasurement> Measurements { get; init; }

    /// <summary>What is demanded of the platform.</summary>
    public required TcbRequirement Tcb { get; init; }
}

/// <summary>One accepted TDX machine; every field is 48 bytes, or any where the rules allow it.</summary>
public sealed record TdxMeasurement
{
    /// <summary>The initial memory, that is the firmware; never any.</summary>
    public required MeasuredValue MrTd { get; init; }

    /// <summary>The firmware's configuration.</summary>
    public required MeasuredValue Rtmr0 { get; init; }

    /// <summary>The kernel; never any where the code is measured.</summary>
    public required MeasuredValue Rtmr1 { get; init; }

    /// <summary>The command line and initial file system; never any where the code is measured.</summary>
    public required MeasuredValue Rtmr2 { get; init; }

    /// <summary>What the system extended at run time.</summary>
    public required MeasuredValue Rtmr3 { get; init; }

    /// <summary>MRCONFIGID, chosen by the host.</summary>
    public required MeasuredValue ConfigId { get; init; }

    /// <summary>MROWNER, chosen by the host.</summary>
    public required MeasuredValue Owner { get; init; }

    /// <summary>MROWNERCONFIG, chosen by the host.</summary>
    public required MeasuredValue OwnerConfig { get; init; }

    /// <summary>MR_SERVICETD of TDX 1.5: the service domains bound to this one, which may move it; never any. Zero is none, and all that TDX 1.0 can say.</summary>
    public required MeasuredValue ServiceTd { get; init; }
}
