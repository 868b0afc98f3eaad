// wasi:config: the interface's functions over a source.

using Weft.Components;
using Weft.Wasi.IO;
using Error = Weft.Wasi.Config.WasiConfig.Store.Error;

namespace Weft.Wasi.Config;

/// <summary>What guests of a store call.</summary>
/// <param name="store">The store.</param>
/// <param name="source">Where its values come from.</param>
internal sealed class ConfigHost(Store store, IConfigSource source) : IWasiConfigImports
{
    public ComponentResult<string?, Error> Get(string key) => Answer(token => source.GetAsync(key, token));

    public ComponentResult<(string, string)[], Error> GetAll() => Answer(async token =>
    {
        IReadOnlyCollection<KeyValuePair<string, string>> all = await source.GetAllAsync(token).ConfigureAwait(false);
        return all.Select(pair => (pair.Key, pair.Value)).ToArray();
    });

    private ComponentResult<T, Error> Answer<T>(Func<CancellationToken, ValueTask<T>> ask)
    {
        try
        {
            return HostWait.Run(store, ask);
        }
        catch (ConfigException error)
        {
            return ComponentResult.Error<Error>(error.IsUpstream ? new Error.Upstream(error.Message) : new Error.Io(error.Message));
        }
    }
}
