using System.Globalization;
using System.Text;
using Lamina.Data.TonIot;

namespace Lamina.Data.Tests.TonIot;

/// <summary>Small TON_IoT files written by hand, with the oddities of the real ones.</summary>
internal static class SmallFiles
{
    public const string Header = "date,time,fridge_temperature,temp_condition,label,type";

    /// <summary>Reads a file of these lines, with byte-order mark and CRLF as published.</summary>
    public static TonIotTable Read(Lamina.Testing.TempFolder folder, string header, IEnumerable<string> lines, bool keepColumns = false)
    {
        File.WriteAllText(folder["some.csv"], string.Join("\r\n", [header, .. lines]) + "\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return TonIotReader.Read(folder["some.csv"], keepColumns);
    }

    /// <summary>Fridge records, one a second, of each type in turn: temperatures count up, so that every record is its own.</summary>
    public static IEnumerable<string> Fridge(params (string Type, int Count)[] types)
    {
        int second = 0;
        foreach ((string type, int count) in types)
        {
            for (int i = 0; i < count; i++, second++)
            {
                string time = TimeSpan.FromSeconds(second).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
                yield return $"25-Apr-19, {time} ,{second / 8.0:0.###},{(second % 3 == 0 ? "high" : "low ")},{(type == "normal" ? 0 : 1)},{type}";
            }
        }
    }
}
