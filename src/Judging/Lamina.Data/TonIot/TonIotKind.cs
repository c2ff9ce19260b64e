namespace Lamina.Data.TonIot;

/// <summary>One kind of TON_IoT "Train_Test" file: what its feature columns are called.</summary>
/// <param name="Name">Short name used for folders, for example <c>fridge</c>.</param>
/// <param name="Features">Feature columns in the file's order. Date, time, label and type are no features.</param>
/// <param name="Ignored">Columns that are known and never features: identities, addresses, ports and the time stamp.</param>
public sealed record TonIotKind(string Name, IReadOnlyList<string> Features, IReadOnlyList<string> Ignored)
{
    private static readonly string[] Clock = ["date", "time"];

    /// <summary>
    /// The seven telemetry files and the network file. Columns as published with the data set (telemetry: read from the files;
    /// weather and network: from descriptions of the data set, no such file was at hand).
    /// </summary>
    public static IReadOnlyList<TonIotKind> All { get; } =
    [
        new("fridge", ["fridge_temperature", "temp_condition"], Clock),
        new("gps_tracker", ["latitude", "longitude"], Clock),
        new("garage_door", ["door_state", "sphone_signal"], Clock),
        new("modbus", ["FC1_Read_Input_Register", "FC2_Read_Discrete_Value", "FC3_Read_Holding_Register", "FC4_Read_Coil"], Clock),
        new("motion_light", ["motion_status", "light_status"], Clock),
        new("thermostat", ["current_temperature", "thermostat_status"], Clock),
        new("weather", ["temperature", "pressure", "humidity"], Clock),
        new(
            "network",
            [
                "proto", "service", "duration", "src_bytes", "dst_bytes", "conn_state", "missed_bytes", "src_pkts", "src_ip_bytes", "dst_pkts", "dst_ip_bytes",
                "dns_query", "dns_qclass", "dns_qtype", "dns_rcode", "dns_AA", "dns_RD", "dns_RA", "dns_rejected",
                "ssl_version", "ssl_cipher", "ssl_resumed", "ssl_established", "ssl_subject", "ssl_issuer",
                "http_trans_depth", "http_method", "http_uri", "http_version", "http_request_body_len", "http_response_body_len", "http_status_code",
                "http_user_agent", "http_orig_mime_types", "http_resp_mime_types", "weird_name", "weird_addl", "weird_notice",
            ],
            ["ts", "src_ip", "src_port", "dst_ip", "dst_port"]),
    ];

    /// <summary>The kind all of whose features are among the columns, or null.</summary>
    public static TonIotKind? Match(IReadOnlyCollection<string> columns) =>
        All.FirstOrDefault(kind => kind.Features.All(feature => columns.Contains(feature, StringComparer.OrdinalIgnoreCase)));
}
