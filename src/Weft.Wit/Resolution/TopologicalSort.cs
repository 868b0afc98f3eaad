// Orders items after what they depend on, without recursion: chains of dependencies are as long as the text.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal static class TopologicalSort
{
    /// <summary>Orders names so that each comes after its dependencies, and otherwise as they were given.</summary>
    /// <param name="names">The names, each once.</param>
    /// <param name="dependencies">What a name depends on, and where it says so; what is not among the names must not come.</param>
    /// <param name="cycle">Makes the error for a dependency that leads back to itself.</param>
    public static List<TKey> Sort<TKey>(
        IReadOnlyList<TKey> names, Func<TKey, IReadOnlyList<(TKey Name, Identifier Place)>> dependencies, Func<TKey, Identifier, WitException> cycle)
        where TKey : notnull
    {
        var order = new List<TKey>(names.Count);
        var isDone = new Dictionary<TKey, bool>();
        var path = new Stack<(TKey Name, IReadOnlyList<(TKey Name, Identifier Place)> Dependencies, int Next)>();
        foreach (var name in names)
        {
            if (!isDone.ContainsKey(name))
            {
                isDone[name] = false;
                path.Push((name, dependencies(name), 0));
            }

            while (path.Count > 0)
            {
                var (current, own, next) = path.Pop();
                if (next == own.Count)
                {
                    isDone[current] = true;
                    order.Add(current);
                    continue;
                }

                path.Push((current, own, next + 1));
                var (dependency, place) = own[next];
                if (!isDone.TryGetValue(dependency, out var isFinished))
                {
                    isDone[dependency] = false;
                    path.Push((dependency, dependencies(dependency), 0));
                }
                else if (!isFinished)
                {
                    throw cycle(dependency, place);
                }
            }
        }

        return order;
    }
}
