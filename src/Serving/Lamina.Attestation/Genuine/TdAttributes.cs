using System.Buffers.Binary;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>
/// Step 12 for TDX: attributes that no policy may want (Intel TDX module base architecture specification, TDATTRIBUTES).
/// Bits 0 to 7 put a domain under the host's eyes and count as debugging.
/// </summary>
internal static class TdAttributes
{
    private const ulong UnderDebug = 0xFF;
    private const ulong SeptVeDisable = 1UL << 28;
    private const ulong ProtectionKeys = 1UL << 30;
    private const ulong KeyLocker = 1UL << 31;
    private const ulong PerformanceMonitoring = 1UL << 63;

    /// <summary>What TDX 1.5 added: ICSSD, LASS, migration (bound to a service domain, which is judged), TPA.</summary>
    private const ulong Added15 = (1UL << 16) | (1UL << 27) | (1UL << 29) | (1UL << 62);

    private const ulong Known10 = UnderDebug | SeptVeDisable | ProtectionKeys | KeyLocker | PerformanceMonitoring;

    public static bool IsDebug(TdReport td) => (Value(td) & UnderDebug) != 0;

    public static void Check(TdReport td, StepList steps)
    {
        ulong reserved = Value(td) & ~(td.Is15 ? Known10 | Added15 : Known10);
        steps.Check(StepNames.TdAttributes, reserved == 0, $"attributes 0x{Value(td):x16}", $"reserved bits 0x{reserved:x} of the attributes 0x{Value(td):x16} are set");
        steps.Check(StepNames.SeptVeDisable, (Value(td) & SeptVeDisable) != 0, "SEPT_VE_DISABLE is set", "SEPT_VE_DISABLE is clear: the host can make the domain's memory fault under it");
    }

    private static ulong Value(TdReport td) => BinaryPrimitives.ReadUInt64LittleEndian(td.TdAttributes.Span);
}
