namespace Lamina.Enclave.Loading;

/// <summary>The ceiling of this program's own heap, which is part of its bytes (<c>System.GC.HeapHardLimit</c>).</summary>
internal static class HeapLimit
{
    /// <summary>Says that something does not fit.</summary>
    /// <param name="what">What, as the beginning of a sentence.</param>
    public static string Exceeded(string what) =>
        $"{what} does not fit the {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB that this program's heap may have; DOTNET_GCHeapHardLimit (hexadecimal bytes) changes that.";
}
