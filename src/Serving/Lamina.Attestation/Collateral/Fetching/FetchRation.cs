namespace Lamina.Attestation.Collateral.Fetching;

/// <summary>So many within an hour, and no more, however many ask. Safe for concurrent use.</summary>
internal sealed class FetchRation(int most, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();
    private int _spent;

    /// <summary>Takes one; false if this hour's are used up.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_began) >= Hour)
            {
                _began = time.GetTimestamp();
                _spent = 0;
            }

            if (_spent >= most)
            {
                return false;
            }

            _spent++;
            return true;
        }
    }
}
