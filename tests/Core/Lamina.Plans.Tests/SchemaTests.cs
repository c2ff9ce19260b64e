using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lamina.Plans.Json;
using Lamina.Plans.Preprocess;
using Lamina.Testing;
using NJsonSchema;

namespace Lamina.Plans.Tests;

/// <summary>The published schemas and the code say the same.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSchema PreprocessSchema = Schema("preprocess.schema.json");
    private static readonly JsonSchema PlanSchema = Schema("plan.schema.json");

    [Fact]
    public void PlanSchema_ValidPlans_AreAccepted()
    {
        Assert.True(Accepts(PlanSchema, SamplePlan.Full().ToBytes()));
        Assert.True(Accepts(PlanSchema, SamplePlan.Unjudged().ToBytes()));
    }

    [Fact]
    public void PlanSchema_EachPropertyRemovedOrRenamed_AgreesWithTheReader()
    {
        byte[] full = SamplePlan.Full().ToBytes();
        string[] paths = [.. Properties(JsonNode.Parse(full)!).Distinct()];
        Assert.InRange(paths.Length, 100, 1000);
        foreach (string path in paths)
        {
            (byte[] removed, byte[] renamed) = Without(full, path);
            Assert.True(Deserializes(removed) == Accepts(PlanSchema, removed), $"reader and schema differ without {path}");
            Assert.False(Deserializes(renamed), $"the reader took {path} under another name");
            Assert.False(Accepts(PlanSchema, renamed), $"the schema took {path} under another name");
        }
    }

    [Theory]
    [InlineData("opset", "\"17\"")]
    [InlineData("format_version", "2")]
    [InlineData("verdict", "\"safe\"")]
    [InlineData("type", "\"float\"")]
    [InlineData("sha256", "\"abc\"")]
    [InlineData("file", "\"../net.onnx\"")]
    [InlineData("request_bytes", "0")]
    [InlineData("basis", "\"both\"")]
    [InlineData("max_share", "2")]
    [InlineData("filter", "\"lanczos\"")]
    [InlineData("head_ms", "-1")]
    public void PlanSchema_WrongValue_IsRefused(string property, string value)
    {
        JsonNode plan = JsonNode.Parse(SamplePlan.Full().ToBytes())!;
        JsonObject owner = Objects(plan).First(item => item.ContainsKey(property));
        owner[property] = JsonNode.Parse(value);
        Assert.False(Accepts(PlanSchema, JsonSerializer.SerializeToUtf8Bytes(plan)));
    }

    [Theory]
    [InlineData("efficientnet_b0-photo_or_drawing")]
    [InlineData("efficientnet_lite0-imagenet")]
    [InlineData("resnet50_thin-moderation")]
    [InlineData("vgg16-brain_mri")]
    public void PreprocessSchema_RealFiles_AreAccepted(string model) =>
        Assert.True(Accepts(PreprocessSchema, File.ReadAllBytes(Tier.Shared("models", $"{model}.preprocess.json"))));

    [Fact]
    public void PreprocessSchema_Template_IsAccepted() =>
        Assert.True(Accepts(PreprocessSchema, PreprocessingFile.Write(PreprocessingTemplate.For([1, 3, 224, 224]))));

    private static JsonSchema Schema(string name) =>
        JsonSchema.FromFileAsync(Checkout.Path("docs", "schema", name)).GetAwaiter().GetResult();

    private static bool Accepts(JsonSchema schema, byte[] json) => schema.Validate(Encoding.UTF8.GetString(json)).Count == 0;

    private static bool Deserializes(byte[] json)
    {
        try
        {
            // Rules across values are no matter of a schema; those of a preprocessing are, as far as one value is concerned.
            return JsonSerializer.Deserialize(json, PlanJson.Default.Plan) is { } plan && plan.Preprocessing?.Validate() is null or { IsEmpty: true };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(member => Objects(member.Value)).Prepend(item),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<string> Properties(JsonNode root) =>
        Objects(root).SelectMany(item => item.Select(member => $"{item.GetPath()}|{member.Key}"));

    private static (byte[] Removed, byte[] Renamed) Without(byte[] json, string path)
    {
        JsonNode root = JsonNode.Parse(json)!;
        string[] where = path.Split('|');
        JsonObject owner = Objects(root).First(item => item.GetPath() == where[0]);
        JsonNode? value = owner[where[1]];
        owner.Remove(where[1]);
        byte[] removed = JsonSerializer.SerializeToUtf8Bytes(root);
        owner[where[1] + "_"] = value;
        return (removed, JsonSerializer.SerializeToUtf8Bytes(root));
    }
}
