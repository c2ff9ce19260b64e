namespace Lamina.Protocol.Binding;

/// <summary>Names of the checks of <see cref="BindingVerifier"/>; stable, documented in docs/protocol.md section 5.</summary>
public static class BindingSteps
{
    /// <summary>The bundle is fresh or epoch evidence, as was asked, for the purpose wanted.</summary>
    public const string Mode = "binding-mode";

    /// <summary>The bundle answers the nonce that was sent.</summary>
    public const string Nonce = "binding-nonce";

    /// <summary>The plan is the wanted one, byte for byte.</summary>
    public const string Plan = "binding-plan";

    /// <summary>The key list is well-formed and holds a usable key.</summary>
    public const string Keys = "binding-keys";

    /// <summary>By the client's clock the keys are neither expired nor valid for longer than it accepts.</summary>
    public const string Expiry = "binding-expiry";

    /// <summary>Report data recomputed from all of these is what the hardware signed.</summary>
    public const string ReportData = "binding-report-data";
}
