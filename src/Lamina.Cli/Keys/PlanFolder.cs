using System.Security.Cryptography;
using Lamina.Cli.CommandLine;
using Lamina.Plans;

namespace Lamina.Cli.Keys;

/// <summary>A plan as its owner has it, read from its folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Bytes">The exact bytes of <c>plan.json</c>.</param>
/// <param name="Plan">The plan.</param>
internal sealed record PlanFolder(string Path, byte[] Bytes, Plan Plan)
{
    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public byte[] Digest => SHA256.HashData(Bytes);

    /// <summary>Reads a folder's plan.</summary>
    /// <exception cref="CommandFailure">There is none, or it is none: exit code 5.</exception>
    public static PlanFolder Read(string path)
    {
        string file = System.IO.Path.Combine(path, Plan.FileName);
        byte[] bytes = InputFiles.Read(file, Plan.MaxBytes);
        try
        {
            return new PlanFolder(path, bytes, Plan.Parse(bytes));
        }
        catch (PlanException fault)
        {
            throw CommandFailure.Unusable(fault.Message, file);
        }
    }
}
