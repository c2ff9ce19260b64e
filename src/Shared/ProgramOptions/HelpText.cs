using System.Text;

namespace Lamina.Shared.ProgramOptions;

/// <summary>Help, written from the declarations alone.</summary>
internal static class HelpText
{
    private const int Width = 100;

    public static string Of(SettingTable table)
    {
        var text = new StringBuilder();
        text.Append(table.Program).Append(": ").AppendLine(table.Summary).AppendLine();
        text.Append("Usage: ").Append(table.Program).AppendLine(" [OPTION]...").AppendLine();
        foreach (Setting setting in table.Settings)
        {
            text.Append("  ").Append(setting.Flag).AppendLine(setting.Placeholder.Length > 0 ? $" {setting.Placeholder}" : "");
            string repeat = setting.IsList ? " May be given several times." : "";
            string fallback = setting.DefaultText.Length > 0 ? $" Default: {setting.DefaultText}." : "";
            Wrap(text, $"{setting.Help}{repeat}{fallback}");
            text.Append("      ").AppendLine(setting == table.Config ? setting.Variable : $"{setting.Variable}, \"{setting.Key}\"");
        }

        text.AppendLine("  --help").AppendLine("  --version").AppendLine();
        Wrap(text, "Each option is also the environment variable and the key of the configuration file named under it. A flag wins over the environment, the environment over the file. Lists are separated by commas in the environment and are arrays in the file.", "");
        if (table.Examples.Count > 0)
        {
            text.AppendLine().AppendLine("Examples");
            foreach ((string command, string what) in table.Examples)
            {
                text.Append("  ").AppendLine(command);
                Wrap(text, what);
            }
        }

        return text.ToString().TrimEnd();
    }

    private static void Wrap(StringBuilder text, string sentence, string indent = "      ")
    {
        int column = 0;
        foreach (string word in sentence.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.AppendLine();
                column = 0;
            }

            text.Append(column == 0 ? indent : " ").Append(word);
            column += word.Length + (column == 0 ? indent.Length : 1);
        }

        text.AppendLine();
    }
}
