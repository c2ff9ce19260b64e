using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>Files are plain names beside the plan, each used once: a plan never leads out of its folder.</summary>
internal static class FileRules
{
    private const int MaxExternalFiles = 1024;

    public static void Check(Plan plan, FaultList faults)
    {
        Name("$.model.file", plan.Model.File, faults);
        faults.Require(plan.Model.Opset is >= 1 and <= 1000, "$.model.opset", $"An operator set version of 1 to 1000 was wanted, found {plan.Model.Opset}.");
        External("$.model.external_data", plan.Model.ExternalData, faults);

        // External data may be shared between parts; a part's own file may not be anything else.
        var parts = new HashSet<string>(StringComparer.Ordinal) { Plan.FileName };
        Part("$.head", plan.Head, parts, faults);
        Part("$.body", plan.Body, parts, faults);
        if (plan.Tail is not null)
        {
            Part("$.tail", plan.Tail, parts, faults);
        }
    }

    private static void Part(string path, PlanPart part, HashSet<string> taken, FaultList faults)
    {
        Name($"{path}.file", part.File, faults);
        faults.Require(taken.Add(part.File), $"{path}.file", "The name of another part or of the plan was found, a file of its own was wanted.");
        faults.AtLeast($"{path}.bytes", part.Bytes, 1);
        External($"{path}.external_data", part.ExternalData, faults);
    }

    private static void External(string path, ImmutableArray<HashedFile> files, FaultList faults)
    {
        faults.Count(path, files.Length, 0, MaxExternalFiles);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i] is null)
            {
                faults.Add($"{path}[{i}]", "A file was wanted, null was found.");
                continue;
            }

            Name($"{path}[{i}].file", files[i].File, faults);
            faults.Require(seen.Add(files[i].File), $"{path}[{i}].file", "This file is named twice.");
            faults.AtLeast($"{path}[{i}].bytes", files[i].Bytes, 1);
        }
    }

    private static void Name(string path, string name, FaultList faults) => faults.Require(
        name.Length is > 0 and <= 255 && name is not ("." or "..") && !name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c)),
        path,
        "A file name without a folder was wanted.");
}
