// What goes wrong while a value crosses, until the function that it crosses for is known: it becomes a trap then.
namespace Weft.Components.CanonicalAbi;

/// <summary>A rule of the canonical ABI is broken. Lists and records on the way out say which part of the value it was.</summary>
internal sealed class AbiException(string reason) : Exception(reason)
{
    private readonly List<string> _path = [];

    /// <summary>Whether the side that a value goes to, between two components, has broken it.</summary>
    public bool IsOfTarget { get; private set; }

    /// <summary>For exception filters: it is the side that a value goes to, which knows nothing of the value; lets the exception pass.</summary>
    public bool BlameTarget()
    {
        IsOfTarget = true;
        return false;
    }

    /// <summary>For exception filters: notes which element it was, and lets the exception pass.</summary>
    public static bool NoteElement(Exception exception, int index)
    {
        (exception as AbiException)?.AddPart(NameElement(index));
        return false;
    }

    /// <summary>For exception filters: notes which part it was, and lets the exception pass.</summary>
    public static bool Note(Exception exception, string kind, string name)
    {
        (exception as AbiException)?.AddPart($"{kind} `{name}`");
        return false;
    }

    /// <summary>What messages call a field.</summary>
    public static string NameField(string name) => $"field `{name}`";

    /// <summary>What messages call an element.</summary>
    public static string NameElement(int index) => $"element {index}";

    /// <summary>The trap.</summary>
    /// <param name="place">The function, and the parameter if there is one.</param>
    public TrapException ToTrap(string place)
    {
        _path.Reverse();
        return new TrapException(TrapKind.CanonicalAbi, $"in {string.Join(", ", [place, .. _path])}: {Message}");
    }

    private void AddPart(string part)
    {
        if (!IsOfTarget)
        {
            _path.Add(part);
        }
    }
}
