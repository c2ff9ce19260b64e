namespace Lamina.Plans.Validation;

/// <summary>Provenance is readable and bounded.</summary>
internal static class ProvenanceRules
{
    private const int MaxSeeds = 10_000;
    private const int MaxData = 64;

    public static void Check(PlanProvenance provenance, FaultList faults)
    {
        faults.Text("$.provenance.created_by", provenance.CreatedBy);
        faults.Text("$.provenance.tool_version", provenance.ToolVersion);
        if (provenance.Commit is { } commit)
        {
            faults.Require(
                commit.Length is >= 7 and <= 64 && commit.All(c => char.IsAsciiHexDigit(c) && !char.IsAsciiLetterUpper(c)),
                "$.provenance.commit",
                "7 to 64 lower-case hexadecimal digits were wanted.");
        }

        if (provenance.Machine is { } machine)
        {
            faults.Text("$.provenance.machine", machine);
        }

        faults.Count("$.provenance.seeds", provenance.Seeds.Length, 0, MaxSeeds);
        faults.Count("$.provenance.data", provenance.Data.Length, 0, MaxData);
        for (int i = 0; i < provenance.Data.Length; i++)
        {
            faults.Identifier($"$.provenance.data[{i}].role", provenance.Data[i].Role);
            faults.Text($"$.provenance.data[{i}].name", provenance.Data[i].Name);
            faults.AtLeast($"$.provenance.data[{i}].images", provenance.Data[i].Images, 1);
        }
    }
}
