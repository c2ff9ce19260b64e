using System.Globalization;

namespace Lamina.Data.TonIot;

/// <summary>Finds a record's date and time: telemetry files have two columns, the network file seconds since 1970, some releases neither.</summary>
internal sealed class RecordClock(string[] header)
{
    private static readonly string[] Formats = ["d-MMM-yy H:mm:ss", "d-MMM-yyyy H:mm:ss", "yyyy-MM-dd H:mm:ss", "d/M/yyyy H:mm:ss"];

    private readonly int _date = Array.IndexOf(header, "date");
    private readonly int _time = Array.IndexOf(header, "time");
    private readonly int _seconds = Array.IndexOf(header, "ts");
    private long _row;

    /// <summary>What the clock columns of a record say.</summary>
    public string Text(string[] record) => _seconds >= 0 ? record[_seconds].Trim() : _date >= 0 && _time >= 0 ? $"{record[_date].Trim()} {record[_time].Trim()}" : "";

    /// <summary>The record's time; null if it cannot be read. Without clock columns the file's order is the time, one second a record.</summary>
    public DateTime? Read(string[] record)
    {
        if (_seconds < 0 && (_date < 0 || _time < 0))
        {
            return DateTime.UnixEpoch.AddSeconds(_row++);
        }

        string text = Text(record);
        if (_seconds >= 0)
        {
            return CanonicalCell.Number(text) is { } seconds and >= 0 and < 1e11 ? DateTime.UnixEpoch.AddSeconds(seconds) : null;
        }

        return DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out DateTime time) ? time : null;
    }
}
