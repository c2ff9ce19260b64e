using System.Numerics;

namespace Lamina.Attestation.Collateral;

/// <summary>Which issue of a vendor's document counted.</summary>
/// <param name="Role">What it is the document of: kind, issuer, platform family. Stable.</param>
/// <param name="Number">CRL number or evaluation number; 0 if it has none.</param>
/// <param name="Issued">When the vendor issued it.</param>
public sealed record CollateralVersion(string Role, BigInteger Number, DateTimeOffset Issued);
