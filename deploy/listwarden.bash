# bash completion for listwarden; written by `make docs`.
_listwarden() {
    local words="" current="${COMP_WORDS[COMP_CWORD]}" said="${COMP_WORDS[1]}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "demo init doctor login run rules explain replay inspect journal status held outbox digest database workers members" -- "$current"))
        return
    fi
    case "${COMP_WORDS[2]}" in -*) ;; *) [ "$COMP_CWORD" -gt 2 ] && said="$said ${COMP_WORDS[2]}" ;; esac
    case "$said" in
        init) words="--help" ;;
        "rules schema") words="--help" ;;
        "rules manual") words="--help" ;;
        doctor) words="--help --config" ;;
        status) words="--help --config" ;;
        demo) words="--help --keep --out" ;;
        run) words="--help --config --once" ;;
        "held show") words="--help --config" ;;
        "rules check") words="--help --config" ;;
        "outbox drop") words="--help --config" ;;
        "digest send") words="--help --config" ;;
        database) words="copy --help --config" ;;
        "outbox retry") words="--help --config" ;;
        workers) words="--help --config --json" ;;
        "database copy") words="--help --config" ;;
        "held accept") words="--help --config --as" ;;
        "held digest") words="--help --config --as" ;;
        "held discard") words="--help --config --as" ;;
        digest) words="preview send --help --config" ;;
        "members add") words="--help --config --list" ;;
        "members set") words="--help --config --list" ;;
        inspect) words="--help --jsonl --beside --why" ;;
        outbox) words="list retry drop --help --config" ;;
        "held edit") words="--help --config --as --text" ;;
        "digest preview") words="--help --config --html" ;;
        "members remove") words="--help --config --list" ;;
        "members forget") words="--help --config --list" ;;
        login) words="--help --config --browser --device" ;;
        "held list") words="--help --config --list --json" ;;
        "outbox list") words="--help --config --list --json" ;;
        "held return") words="--help --config --as --because" ;;
        "members list") words="--help --config --list --json" ;;
        journal) words="--help --config --list --since --json" ;;
        rules) words="check schema manual guidelines try --help" ;;
        "rules guidelines") words="--help --config --list --rules --html" ;;
        "members import") words="--help --config --list --dry-run --mode" ;;
        members) words="list add set remove forget import --help --config" ;;
        explain) words="--help --config --rules --list --beside --at --json" ;;
        "rules try") words="--help --config --rules --list --last --no-cache" ;;
        held) words="list show accept digest edit return discard --help --config" ;;
        replay) words="--help --config --since --rules --against --list --workers --report --label --examples --drafts --no-cache --json" ;;
        *) words="--help" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _listwarden listwarden
