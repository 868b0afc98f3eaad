// Names that must differ, of things that would have the same.
namespace Weft.Components.Tools.Building;

/// <summary>Makes names unique.</summary>
internal static class UniqueNames
{
    /// <summary>A name that was not there, which may have a number.</summary>
    /// <param name="names">The names that are there, and the numbers that were tried with them last: many of one name must not take many tries.</param>
    /// <param name="name">The name that is wanted.</param>
    /// <param name="format">The name with a number.</param>
    public static string Add(Dictionary<string, int> names, string name, Func<string, int, string> format)
    {
        if (names.TryAdd(name, 1))
        {
            return name;
        }

        for (var number = names[name] + 1; ; number++)
        {
            var numbered = format(name, number);
            if (names.TryAdd(numbered, 1))
            {
                names[name] = number;
                return numbered;
            }
        }
    }
}
