using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Plans.Json;

internal sealed class Sha256DigestConverter : JsonConverter<Sha256Digest>
{
    public override Sha256Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Sha256Digest.TryParse(reader.GetString(), out Sha256Digest? digest)
            ? digest
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Sha256Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
